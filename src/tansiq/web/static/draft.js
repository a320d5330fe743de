// A draft is never lost: what is typed stays in this tab until it is signed or discarded.
// It is kept in the session storage, which ends with the tab and is cleared at sign-out.
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const search = new URLSearchParams(location.search);
  search.delete("lang");
  const key = `draft:${location.pathname}?${search}`;
  const rows = form.querySelector("[data-rows]");
  let over = false;

  const kept = () => [...form.elements].filter((one) =>
    one.name && !["hidden", "file", "submit", "reset", "button"].includes(one.type)
    && !one.closest("#preview"));

  const save = () => {
    if (over) return;
    const typed = kept().map((one) => [one.name, one.type, one.value, one.checked === true]);
    sessionStorage.setItem(key, JSON.stringify(typed));
  };

  const add = () => {
    const made = rows.querySelector("[data-row]").cloneNode(true);
    for (const one of made.querySelectorAll("input, select, textarea")) {
      if (one.tagName === "SELECT") one.selectedIndex = 0;
      else one.value = "";
    }
    rows.append(made);
    return made;
  };

  const restore = (typed) => {
    const wanted = typed.filter(([name]) => name === "mention-names").length;
    while (rows && rows.children.length < wanted) add();
    const places = {};
    for (const one of kept()) {
      if (one.type === "radio" || one.type === "checkbox") {
        one.checked = typed.some(([name, , value, on]) => name === one.name && value === one.value && on);
        continue;
      }
      const at = places[one.name] = (places[one.name] ?? -1) + 1;
      const found = typed.filter(([name]) => name === one.name)[at];
      if (found) one.value = found[2];
    }
  };

  const typed = JSON.parse(sessionStorage.getItem(key) || "null");
  if (typed) restore(typed);
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  addEventListener("pagehide", () => { if (sessionStorage.getItem(key)) save(); });
  document.addEventListener("tansiq:signed", () => { over = true; sessionStorage.removeItem(key); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-more]")) add().querySelector("select").focus();
    if (event.target.closest("[data-discard]")) { sessionStorage.removeItem(key); }
  });
})();
