// What every page does by itself: news, clocks, and text that survives a change of language.
"use strict";

(() => {
  const root = document.documentElement;

  // --- one stream for each browser: the tab that holds the lock listens, and tells the others ---
  // Whoever is in the middle of a form keeps it: the news wait until it is closed.
  const busy = () => document.querySelector("[hx-trigger^=entry] details[open], dialog[open]");
  let late = false;
  const told = () => {
    late = Boolean(busy());
    root.toggleAttribute("data-late", late);
    if (late) { clearTimeout(asking); asking = setTimeout(allowed, 1000); }
    else document.body.dispatchEvent(new CustomEvent("entry"));
  };
  // An open form waits for no news, but what is no longer its officer's to read does not stay beside it.
  let asking = 0;
  const allowed = async () => {
    const list = document.querySelector("[hx-get][hx-trigger^=entry]");
    const headers = { "HX-Request": "true", "X-Tansiq-Live": "1", "X-Tansiq-Officer": root.dataset.signedIn };
    const answer = list && await fetch(list.getAttribute("hx-get"), { headers }).catch(() => null);
    const onward = answer?.headers.get("HX-Redirect");
    if (onward) location.replace(onward);
  };
  document.addEventListener("toggle", () => { if (late && !busy()) told(); }, true);
  // News that were asked for before the form was opened do not close it either.
  document.addEventListener("htmx:before:swap", (event) => {
    const asked = event.detail?.ctx?.sourceElement;
    if (!asked?.matches?.("[hx-trigger^=entry]") || !busy()) return;
    event.preventDefault();
    late = true;
    root.toggleAttribute("data-late", true);
  });
  const listen = () => new Promise((over) => {
    const wires = new BroadcastChannel("tansiq-live");
    const stream = new EventSource(`/live?since=${encodeURIComponent(root.dataset.now)}`);
    let first = true;
    stream.addEventListener("entry", (event) => {
      root.dataset.live = "on";
      // The first message says only that the line stands, unless something came since the page was made.
      if (first && event.data === "0") { first = false; return; }
      wires.postMessage(event.data);
      told();
    });
    stream.addEventListener("over", () => { stream.close(); over(); });
    stream.addEventListener("error", () => {
      root.dataset.live = "off";
      first = false;
      if (stream.readyState === EventSource.CLOSED) over();
    });
    addEventListener("pagehide", () => stream.close());
  });
  if (root.dataset.signedIn && navigator.locks) {
    new BroadcastChannel("tansiq-live").addEventListener("message", told);
    // After the page is loaded: an open stream would keep it loading for ever.
    const begin = () => navigator.locks.request("tansiq-live", listen);
    if (document.readyState === "complete") begin();
    else addEventListener("load", () => setTimeout(begin, 0), { once: true });
  }

  // --- one officer for each browser: when another comes in, or one goes, older tabs let go ---
  const own = root.dataset.signedIn || "";
  const known = new BroadcastChannel("tansiq-officer");
  known.addEventListener("message", (event) => {
    if (event.data !== own && (own || location.pathname === "/sign-in")) location.replace("/");
  });
  if (own || location.pathname === "/sign-in") known.postMessage(own);
  // A tab that missed it says for whom it asks, and the gate sends it away.
  document.addEventListener("htmx:config:request", (event) => {
    if (own) event.detail.ctx.request.headers["X-Tansiq-Officer"] = own;
  });

  // --- clocks: the server's time goes on from the moment the page was made ---
  const server = Date.parse(root.dataset.now);
  const started = performance.now();
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const hours = (seconds) => `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}`;
  const span = (seconds, day) => {
    const days = Math.floor(seconds / 86400);
    // Each number is isolated: beside the letter of an Arabic day they would change places.
    return days ? `\u2066${days}\u2069 ${day} \u2066${hours(seconds % 86400)}\u2069` : hours(seconds);
  };
  const tick = () => {
    const now = server + performance.now() - started;
    for (const one of document.querySelectorAll("[data-wall]")) {
      const local = new Date(now + Number(one.dataset.wall) * 60000);
      one.textContent = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
    }
    for (const one of document.querySelectorAll("[data-due]")) {
      const left = Math.floor((Date.parse(one.dataset.due) - now) / 1000);
      one.textContent = span(Math.abs(left), one.dataset.day);
      // The words change with the sign: ask for the page anew rather than guess them here.
      if ((left < 0) !== (one.dataset.over === "1")) { one.removeAttribute("data-due"); told(); }
    }
  };
  setInterval(tick, 10000);

  // --- what was typed survives a change of language or look: kept in this tab until it is back ---
  const key = `typed:${location.pathname}`;
  const fields = () => document.querySelectorAll("textarea, select, input:not([type=hidden])");
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keep]")) return;
    const typed = [...fields()].map((one) => [one.name, one.value, one.checked === true]);
    if (typed.length) sessionStorage.setItem(key, JSON.stringify(typed));
  });
  const kept = JSON.parse(sessionStorage.getItem(key) || "[]");
  sessionStorage.removeItem(key);
  fields().forEach((one, at) => {
    const [name, value, checked] = kept[at] || [];
    if (name !== one.name) return;
    if (one.type === "radio" || one.type === "checkbox") one.checked = checked;
    else if (one.type !== "file") one.value = value;
  });

  // --- where sections run in one line, the one that is open is in view ---
  const section = document.querySelector(".nav [aria-current]");
  if (section) {
    const line = section.parentElement;
    line.scrollLeft += section.getBoundingClientRect().left - line.getBoundingClientRect().left
      - (line.clientWidth - section.offsetWidth) / 2;
  }

  // --- what was asked for beside a list: its row is marked, and on a narrow screen it comes into view ---
  document.addEventListener("htmx:after:swap", (event) => {
    const { target, sourceElement } = event.detail?.ctx || {};
    if (target?.id !== "why" || !sourceElement?.closest("td")) return;
    for (const one of document.querySelectorAll("td [aria-current]")) one.removeAttribute("aria-current");
    sourceElement.setAttribute("aria-current", "true");
    if (matchMedia("(max-width: 56.25rem)").matches) target.scrollIntoView({ block: "start" });
  });

  // --- files: the names of what was chosen, in place of the browser's own words ---
  const named = (one) => {
    const told = one.closest(".files")?.querySelector("output");
    if (told) told.textContent = [...one.files].map((file) => `\u2068${file.name}\u2069`).join(" · ") || told.dataset.none;
  };
  document.addEventListener("change", (event) => { if (event.target.type === "file") named(event.target); });
  document.addEventListener("reset", (event) => setTimeout(() => {
    for (const one of event.target.querySelectorAll("[type=file]")) named(one);
  }));

  // --- tables: up and down from a control of one row to the like of it in another ---
  const inRow = "a[href], button, summary, input:not([type=hidden])";
  const reachable = (row) => [...row.querySelectorAll(inRow)].filter((one) => one.checkVisibility());
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest("tbody > tr");
    if (!step || !row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Inside a form of a row the arrows belong to the field.
    if (!event.target.matches("a, button, summary, [type=checkbox]")) return;
    const rows = [...row.closest("table").querySelectorAll("tbody > tr")].filter((one) => reachable(one).length);
    const next = rows[rows.indexOf(row) + step];
    if (!next) return;
    const there = reachable(next);
    there[Math.min(reachable(row).indexOf(event.target), there.length - 1)].focus();
    event.preventDefault();
  });

  root.dataset.ready = "1";
})();
