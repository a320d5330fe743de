// A draft beside its text: keys J K A E X, spans and rows that answer each other, the batch that is
// reviewed before it is signed. Nothing is sent before that.
"use strict";

(() => {
  const form = document.getElementById("batch");
  const rows = [...document.querySelectorAll("tr.one")];
  if (!form || !rows.length) return;
  const bar = form.querySelector("[data-bar]");
  const review = document.getElementById("review");
  const told = form.querySelector("[data-told]");
  const choice = (row) => row.querySelector("input[type=radio]:checked")?.value || "";
  const radio = (row, value) => row.querySelector(`input[type=radio][value="${value}"]`);
  const more = (row) => row.nextElementSibling?.matches(".more") ? row.nextElementSibling : null;
  const judged = (row) => row.querySelector(".choose") === null;
  let at = -1;

  // --- a row and its words are chosen together ---
  const light = (number) => {
    for (const one of document.querySelectorAll(".lit.on")) one.classList.remove("on");
    const words = [...document.querySelectorAll(".lit[data-numbers]")]
      .filter((one) => one.dataset.numbers.split(" ").includes(number));
    for (const one of words) one.classList.add("on");
    return words[0];
  };
  const choose = (row) => {
    at = rows.indexOf(row);
    for (const one of rows) one.classList.toggle("chosen", one === row);
    return light(row.dataset.number);
  };
  const go = (to, focus = true) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    const words = choose(row);
    if (focus) {
      row.querySelector("a.finger").focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
      words?.scrollIntoView({ block: "nearest" });
    }
  };
  form.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr.one") || event.target.closest("tr.more")?.previousElementSibling;
    if (row && rows.indexOf(row) !== at) choose(row);
  });
  document.addEventListener("click", (event) => {
    const lit = event.target.closest(".lit[data-numbers]");
    const link = event.target.closest("a[href^='#p-']");
    // Where stretches overlap the one that began last is meant.
    const number = link ? link.hash.slice(3) : lit?.dataset.numbers.split(" ").pop();
    const row = number && rows.find((one) => one.dataset.number === number);
    if (!row) return;
    event.preventDefault();
    go(rows.indexOf(row));
  });
  const named = () => {
    const number = /^#[sp]-(\d+)$/.exec(location.hash)?.[1];
    const row = rows.find((one) => one.dataset.number === number);
    if (row) choose(row);
  };
  addEventListener("hashchange", named);
  named();

  if (!bar) return;

  // --- what is chosen so far ---
  const open = () => rows.filter((row) => !judged(row));
  const clear = () => open().filter((row) => "clear" in row.dataset && choice(row) === "" && radio(row, "rejected"));
  const all = form.querySelector("[data-accept-clear]");
  const weigh = () => {
    const chosen = open().map(choice).filter(Boolean);
    for (const one of bar.querySelectorAll("[data-count]")) {
      one.textContent = chosen.filter((value) => value === one.dataset.count).length;
    }
    bar.hidden = chosen.length === 0;
    const left = clear().length;
    all.hidden = left === 0;
    all.querySelector("[data-clear-count]").textContent = left;
  };
  form.addEventListener("change", weigh);
  form.addEventListener("reset", () => setTimeout(weigh));
  weigh();
  const judge = (row, value) => {
    const wanted = radio(row, choice(row) === value ? "" : value);
    if (!wanted) return "";
    wanted.checked = true;
    wanted.dispatchEvent(new Event("change", { bubbles: true }));
    told.textContent = `${row.dataset.number}: ${wanted.parentElement.textContent.trim()}`;
    return wanted.value;
  };
  all.addEventListener("click", () => {
    for (const row of clear()) radio(row, "accepted").checked = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    bar.querySelector("[data-review]").focus();
  });

  // --- what a proposal is said of may be another one of this text: those are offered when asked for ---
  const things = /^(person|organisation|place|target|item|event)/;
  form.addEventListener("focusin", (event) => {
    const field = event.target;
    if (!field.matches("select[name^='entity.']") || field.querySelector("optgroup")) return;
    const group = document.createElement("optgroup");
    group.label = form.dataset.ofText;
    for (const row of rows) {
      const { number, kind } = row.dataset;
      if (!things.test(kind) || field.name === `entity.${number}`) continue;
      group.append(new Option(`${number} \u2068${row.querySelector(".value").textContent.trim()}\u2069`, `#${number}`));
    }
    if (group.children.length) field.append(group);
  });

  // --- single keys: they can be turned off, and do nothing while somebody types ---
  const keys = document.querySelector("[data-keys]");
  const on = keys.querySelector("input");
  keys.hidden = false;
  on.checked = localStorage.getItem("intake-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("intake-keys", on.checked ? "on" : "off"));
  const typing = "textarea, select, input:not([type=radio], [type=checkbox])";
  const fields = (row) => [...(more(row)?.querySelectorAll(".input") || [])].filter((one) => one.checkVisibility());
  const deeds = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    a: (row) => { if (judge(row, "accepted") && !fields(row).length) go(at + 1); },
    e: (row) => { if (judge(row, "changed")) fields(row)[0]?.focus(); },
    x: (row) => { if (judge(row, "rejected")) fields(row)[0]?.focus(); },
  };
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest("tr.more");
    // A field below a row gives back to its row, and sends nothing.
    if (inside && (event.key === "Escape" || (event.key === "Enter" && event.target.matches("input")))) {
      event.preventDefault();
      go(rows.indexOf(inside.previousElementSibling));
      return;
    }
    if (!on.checked || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]") || event.target.matches(typing)) return;
    // Where a key gives no Latin letter, as on an Arabic keyboard, its place counts.
    const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.slice(3).toLowerCase();
    const deed = deeds[key];
    if (!deed) return;
    event.preventDefault();
    if (at < 0 && key !== "j" && key !== "k") go(0);
    else deed(rows[Math.max(at, 0)]);
  });

  // --- the review: what will be signed, before the fields that hold for all of it ---
  const line = (row) => {
    const made = document.createElement("li");
    const number = row.querySelector(".pn").cloneNode(true);
    const badge = document.createElement("span");
    badge.className = `badge ${choice(row) === "rejected" ? "bad" : "good"}`;
    badge.textContent = row.querySelector("input:checked").parentElement.textContent.trim();
    const said = row.querySelector(".value bdi").cloneNode(true);
    const field = more(row)?.querySelector(`[name^="${choice(row) === "rejected" ? "reason" : "value"}."]`);
    const words = document.createElement("span");
    words.append(said);
    if (choice(row) !== "accepted" && field?.value && field.value !== said.textContent) {
      const typed = document.createElement("bdi");
      typed.dir = "auto";
      typed.textContent = field.value;
      words.append(" — ", typed);
    }
    made.append(number, badge, words);
    return made;
  };
  bar.querySelector("[data-review]").addEventListener("click", () => {
    const chosen = open().filter((row) => choice(row));
    review.querySelector("[data-reviewed]").replaceChildren(...chosen.map(line));
    const claims = review.querySelector("[data-claims]");
    claims.disabled = claims.hidden = chosen.every((row) => choice(row) === "rejected");
    const where = form.elements.channel;
    review.querySelector("[data-case]").textContent = where.selectedOptions[0].textContent;
    review.querySelector("#trouble-batch").replaceChildren();
    where.required = !claims.hidden;
    if (!where.reportValidity()) return;
    review.showModal();
    review.querySelector("h1").focus();
  });
  // One dialog at a time: the one that asks for the signature takes the place of the review.
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail?.ctx?.target?.id === "dialog" && review.open) review.close();
  });
})();
