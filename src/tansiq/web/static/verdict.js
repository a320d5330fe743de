// The verdict desk: keys 1 2 3 choose, and signing opens once a verdict and a reason are there.
// Without this file the browser says what is missing.
"use strict";

(() => {
  const form = document.querySelector("[data-verdict]");
  if (!form) return;
  const button = form.querySelector(".main-act");
  const shut = form.querySelector("[data-shut]");
  const answers = [...form.querySelectorAll("[name=verdict]")];
  const reason = form.querySelector("[name=reason]");
  const keys = form.querySelector("[data-keys]");
  const on = keys.querySelector("input");

  const weigh = () => {
    const ready = answers.some((one) => one.checked) && reason.value.trim() !== "";
    button.disabled = !ready;
    shut.hidden = ready;
  };
  for (const kind of ["input", "change"]) form.addEventListener(kind, weigh);
  form.addEventListener("reset", () => setTimeout(weigh));
  // What a draft brings back counts as well: it is put in before this file is run.
  weigh();

  // Single keys can be turned off, and do nothing while somebody types.
  keys.hidden = false;
  on.checked = localStorage.getItem("verdict-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("verdict-keys", on.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    const chosen = answers[["1", "2", "3"].indexOf(event.key)];
    if (!chosen || !chosen.checkVisibility()) return;
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    chosen.focus();
    event.preventDefault();
  });
})();
