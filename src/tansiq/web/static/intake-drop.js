// Files handed in: dropped or chosen, each sent by itself, so that each has its own progress and outcome.
// Without this file the form sends them together as any other form.
"use strict";

(() => {
  const form = document.getElementById("drop");
  const panel = document.getElementById("taken");
  if (!form || !panel) return;
  const zone = form.querySelector("[data-zone]");
  const input = form.querySelector("[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const list = panel.querySelector("ol");
  const told = panel.querySelector("[data-told]");
  const most = Number(form.dataset.most);
  const words = panel.dataset;
  // Two under way: one is sent while the other is read; the reader takes one at a time.
  const AT_ONCE = 2;
  const line = [];
  let running = 0;

  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  const named = (name) => {
    const made = make("bdi", name);
    made.dir = "auto";
    return made;
  };

  // --- what was dropped counts as chosen; what is too large is said before anything is sent ---
  const weigh = () => {
    const large = [...input.files].filter((one) => one.size > most);
    chosen.replaceChildren(...large.map((one) => {
      const made = make("li", "", "error");
      made.append(named(one.name), " — ", words.large);
      return made;
    }));
    chosen.hidden = large.length === 0;
  };
  const over = (on) => zone.classList.toggle("over", on);
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      over(true);
    });
  }
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) over(false); });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    over(false);
    const all = new DataTransfer();
    for (const one of [...input.files, ...event.dataTransfer.files]) all.items.add(one);
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  input.addEventListener("change", weigh);

  // --- one file on its way ---
  const row = (name) => {
    const made = make("li");
    const head = make("div", "", "row");
    const state = make("span", words.waiting, "small muted end");
    const bar = make("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    head.append(make("b"), state);
    head.firstChild.append(named(name));
    const outcome = make("div");
    made.append(head, bar, outcome);
    list.append(made);
    return { state, bar, outcome };
  };
  const finish = (shown, said) => {
    shown.bar.remove();
    shown.state.textContent = "";
    shown.state.remove();
    if (said) shown.outcome.append(make("p", said, "error"));
  };
  const again = (shown, job) => {
    const button = make("button", words.twice, "btn");
    button.type = "button";
    button.addEventListener("click", () => { add(job); button.closest("li").remove(); });
    shown.outcome.append(button);
  };
  const send = (job, shown) => new Promise((done) => {
    const wire = new XMLHttpRequest();
    wire.open("POST", form.action);
    wire.setRequestHeader("X-CSRFToken", document.documentElement.dataset.csrf);
    wire.setRequestHeader("HX-Request", "true");
    wire.setRequestHeader("X-Tansiq-Officer", document.documentElement.dataset.signedIn || "");
    shown.state.textContent = words.sending;
    wire.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.bar.value = (100 * event.loaded) / event.total;
    });
    wire.upload.addEventListener("load", () => {
      shown.state.textContent = words.reading;
      // How long reading takes is not known: the bar says so.
      shown.bar.removeAttribute("value");
    });
    wire.addEventListener("load", () => {
      const onward = wire.getResponseHeader("HX-Redirect");
      if (onward) { location.assign(onward); return; }
      finish(shown);
      shown.outcome.innerHTML = wire.responseText;
      if (wire.status >= 500 || wire.status === 409) again(shown, job);
      done();
    });
    wire.addEventListener("error", () => {
      finish(shown, words.cut);
      again(shown, job);
      done();
    });
    wire.send(job.body());
  });

  const count = () => { told.textContent = `${list.children.length - line.length - running} / ${list.children.length}`; };
  const next = async () => {
    count();
    if (running >= AT_ONCE || !line.length) return;
    const { job, shown } = line.shift();
    running += 1;
    next();
    await send(job, shown);
    running -= 1;
    next();
  };
  const add = (job) => {
    panel.hidden = false;
    const shown = row(job.name);
    if (job.size > most) finish(shown, words.large);
    else line.push({ job, shown });
    next();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = {};
    for (const one of form.elements) if (["url", "outlet", "published", "region"].includes(one.name)) said[one.name] = one.value;
    const body = (name, value) => () => {
      const made = new FormData();
      for (const [field, text] of Object.entries(said)) made.append(field, text);
      made.append(name, value);
      return made;
    };
    for (const one of input.files) add({ name: one.name, size: one.size, body: body("files", one) });
    const pasted = form.elements.text.value;
    if (pasted.trim()) add({ name: form.dataset.pasted, size: new Blob([pasted]).size, body: body("text", pasted) });
    if (!input.files.length && !pasted.trim()) { input.focus(); return; }
    form.elements.text.value = "";
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    told.scrollIntoView({ block: "nearest" });
  });
})();
