// A field that offers what answers while somebody types: arrows choose, Enter opens, Escape closes.
// Without this file the form beside it is sent as any other.
"use strict";

(() => {
  const field = document.querySelector("[data-offers]");
  const box = field && document.getElementById(field.dataset.offers);
  if (!box) return;
  const options = () => [...box.querySelectorAll("[role=option]")];
  let chosen = -1;

  const show = (open) => {
    box.hidden = !open;
    const list = open && box.querySelector("[role=listbox]");
    field.setAttribute("aria-expanded", String(Boolean(list)));
    if (list) field.setAttribute("aria-controls", list.id);
    else field.removeAttribute("aria-controls");
    if (!open) mark(-1);
  };
  const mark = (to) => {
    const all = options();
    chosen = to;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === to)));
    if (to < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[to].id);
      all[to].scrollIntoView({ block: "nearest" });
    }
  };
  const open = (one) => location.assign(one.dataset.to);

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  show(false);
  // How many there are is said in a place that was there before, or a screen reader misses it.
  const said = document.getElementById(`${box.id}-said`);
  new MutationObserver(() => {
    chosen = -1;
    show(box.childElementCount > 0 && field.value.trim() !== "");
    said.textContent = box.hidden ? "" : box.querySelector(".hint")?.textContent || "";
  }).observe(box, { childList: true });

  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.isComposing || !all.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (box.hidden) show(true);
      // One place before the first is the field itself, for what was typed.
      const places = all.length + 1;
      mark((chosen + 1 + step + places) % places - 1);
    } else if (event.key === "Enter" && !box.hidden && chosen >= 0) {
      event.preventDefault();
      open(all[chosen]);
    } else if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      show(false);
    }
  });
  field.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) show(false); });
  // A press on an offer does not take the focus away before it counts.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const one = event.target.closest("[role=option]");
    if (one) open(one);
  });
})();
