// A draft is never lost: what is typed stays in this tab until it is signed or discarded.
// It is kept in the session storage, which ends with the tab and is cleared at sign-out.
// A form with a name of its own (data-draft="...") keeps its draft on every page that shows it.
"use strict";

(() => {
  const search = new URLSearchParams(location.search);
  search.delete("lang");
  const asked = new URLSearchParams(location.search);
  const forms = () => [...document.querySelectorAll("form[data-draft]")];
  const keyOf = (form) => `draft:${form.dataset.draft || `${location.pathname}?${search}`}`;
  const known = new WeakSet();
  const over = new Set();
  let sent = "";

  const kept = (form) => [...form.elements].filter((one) =>
    one.name && !["hidden", "file", "search", "submit", "reset", "button"].includes(one.type)
    && !one.closest("#preview"));

  const said = (one) => one.tagName === "SELECT" ? one.selectedOptions[0]?.textContent || "" : "";

  // A draft says that it is one: on its form, and where the form is folded away.
  const tell = (form, on) => {
    const place = form.closest("details") || form;
    for (const one of place.querySelectorAll("[data-kept]")) one.hidden = !on;
  };

  const save = (form) => {
    if (over.has(keyOf(form))) return;
    const typed = kept(form).map((one) => [one.name, one.type, one.value, one.checked === true, said(one)]);
    sessionStorage.setItem(keyOf(form), JSON.stringify(typed));
    tell(form, true);
  };

  const add = (form) => {
    const rows = form.querySelector("[data-rows]");
    const made = rows.querySelector("[data-row]").cloneNode(true);
    for (const one of made.querySelectorAll("input, select, textarea")) {
      if (one.tagName === "SELECT") one.selectedIndex = 0;
      else one.value = "";
    }
    rows.append(made);
    return made;
  };

  const put = (one, value, words) => {
    // A choice that was looked up is not among those the page offers first.
    const there = one.tagName !== "SELECT" || [...one.options].some((each) => each.value === value);
    if (!there) one.add(new Option(words, value));
    one.value = value;
  };

  const restore = (form, typed) => {
    const rows = form.querySelector("[data-rows]");
    const wanted = typed.filter(([name]) => name === "mention-names").length;
    while (rows && rows.children.length < wanted) add(form);
    const places = {};
    for (const one of kept(form)) {
      if (one.type === "radio" || one.type === "checkbox") {
        one.checked = typed.some(([name, , value, on]) => name === one.name && value === one.value && on);
        continue;
      }
      const at = places[one.name] = (places[one.name] ?? -1) + 1;
      const found = typed.filter(([name]) => name === one.name)[at];
      if (found) put(one, found[2], found[4]);
    }
    tell(form, true);
  };

  // Back from filing a source: the form that wanted it is open again, and cites it.
  const cite = (form) => {
    if (!asked.get("source") || asked.get("form") !== form.dataset.draft) return;
    const field = form.querySelector("select[name=document]");
    const there = field && [...field.options].some((one) => one.value === asked.get("source"));
    if (!there) return;
    field.value = asked.get("source");
    save(form);
    const fold = form.closest("details");
    if (fold) fold.open = true;
    field.focus();
  };

  const adopt = (form) => {
    if (known.has(form)) return;
    known.add(form);
    const typed = JSON.parse(sessionStorage.getItem(keyOf(form)) || "null");
    if (typed) restore(form, typed);
    cite(form);
    for (const kind of ["input", "change"]) {
      form.addEventListener(kind, (event) => { if (event.target.type !== "search") save(form); });
    }
  };

  const adoptAll = () => forms().forEach(adopt);
  adoptAll();
  document.addEventListener("htmx:after:swap", adoptAll);
  addEventListener("pagehide", () => {
    for (const form of forms()) if (sessionStorage.getItem(keyOf(form))) save(form);
  });
  document.addEventListener("submit", (event) => {
    // A step between the form and its signature is not another form.
    if (event.target.matches("form[data-draft]")) sent = keyOf(event.target);
    else if (!event.target.matches("[data-step]") && forms().length > 1) sent = "";
  }, true);
  document.addEventListener("tansiq:signed", () => {
    const key = sent || (forms().length === 1 ? keyOf(forms()[0]) : "");
    over.add(key);
    sessionStorage.removeItem(key);
  });
  document.addEventListener("click", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    if (event.target.closest("[data-more]")) add(form).querySelector("select").focus();
    if (event.target.closest("[data-discard]")) {
      sessionStorage.removeItem(keyOf(form));
      tell(form, false);
    }
  });
})();
