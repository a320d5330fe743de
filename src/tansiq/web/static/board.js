// The operation board: it asks again with every piece of news, and every five seconds without any;
// all its clocks go by the node's time, whatever the computer's own says. When no answer comes it
// says so at once, and what stood there is no order any more.
"use strict";

(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const root = document.documentElement;
  const BEAT = 5000;
  const LOST = 12000;

  // --- the node's time: the answer that was quickest says it best; a leap is taken over at once ---
  let best = { away: Date.parse(root.dataset.now) - performance.now(), doubt: 2000, asked: 0 };
  const measured = (sent, said) => {
    const got = performance.now();
    const doubt = (got - sent) / 2;
    const away = Date.parse(said) + doubt - got;
    const leapt = Math.abs(away - best.away) > doubt + best.doubt + 50;
    if (leapt || doubt <= best.doubt || ++best.asked > 12) best = { away, doubt, asked: 0 };
    board.dataset.offset = String(Math.round(best.away + performance.now() - Date.now()));
  };
  const now = () => performance.now() + best.away;

  // --- clocks ---
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const rest = (seconds) => `${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  const span = (seconds) => (seconds < 3600 ? rest(seconds) : `${Math.floor(seconds / 3600)}:${rest(seconds)}`);
  const short = (seconds) => (seconds < 60 ? board.dataset.second.replace("#", Math.floor(seconds)) : span(seconds));
  const put = (one, text) => { if (one.textContent !== text) one.textContent = text; };
  const past = (instant) => Math.max((now() - Date.parse(instant)) / 1000, 0);
  const countdown = (left) => {
    const whole = left > 0 ? Math.ceil(left) : Math.floor(-left);
    return `${left > 0 ? "\u2212" : "+"}${two(whole / 3600)}:${rest(whole)}`;
  };
  const tick = () => {
    const utc = new Date(now()).toISOString().slice(11, 19);
    for (const one of board.querySelectorAll("[data-utc]")) put(one, utc);
    for (const one of board.querySelectorAll("[data-count]")) put(one, countdown((Date.parse(one.dataset.count) - now()) / 1000));
    for (const one of board.querySelectorAll("[data-since]")) put(one, span(past(one.dataset.since)));
    for (const one of board.querySelectorAll("[data-age]")) {
      const age = short(past(one.dataset.age));
      put(one, "short" in one.dataset ? age : board.dataset.ago.replace("#", age));
    }
    watch();
  };

  // --- parts: each is replaced alone, and only when it differs ---
  const shown = new Map();
  const said = { said: "", alarm: "" };
  const speak = (name) => {
    const words = board.querySelector(`[data-${name}]`)?.textContent || "";
    if (words !== said[name]) document.getElementById(name).textContent = words;
    said[name] = words;
  };
  const mark = (before) => {
    const known = new Set(before);
    for (const one of board.querySelectorAll("[data-id]")) {
      if (known.has(one.dataset.id)) continue;
      one.classList.add("new");
      setTimeout(() => one.classList.remove("new"), 10000);
    }
  };
  const show = (text) => {
    const lines = [...board.querySelectorAll("[data-id]")].map((one) => one.dataset.id);
    for (const part of new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-part]")) {
      const { part: name } = part.dataset;
      const html = part.outerHTML;
      const old = board.querySelector(`[data-part=${name}]`);
      if (!old || shown.get(name) === html) continue;
      const held = old.contains(document.activeElement) ? document.activeElement.id : "";
      const { scrollTop } = old;
      const fresh = document.importNode(part, true);
      old.replaceWith(fresh);
      shown.set(name, html);
      if (held) document.getElementById(held)?.focus({ preventScroll: true });
      fresh.scrollTop = scrollTop;
    }
    mark(lines);
    for (const kind of ["cards", "small", "rows", "map"]) board.classList.toggle(`as-${kind}`, Boolean(board.querySelector(`[data-density=${kind}]`)));
    speak("said");
    speak("alarm");
  };

  // --- asking again: one question at a time; under a storm of news no more than half of the time ---
  let heard = performance.now();
  let failed = false;
  let asking = false;
  let again = false;
  let spent = { time: 0, at: performance.now() };
  const breath = (took) => {
    const at = performance.now();
    spent = { time: spent.time * Math.exp((spent.at - at) / 2000) + took, at };
    return spent.time > 1000 ? Math.min(took, 500) : 0;
  };
  const headers = () => ({
    "HX-Request": "true",
    "X-Tansiq-Live": board.querySelector("[data-part=said]").hasAttribute("data-watched") ? "wall" : "1",
    "X-Tansiq-Officer": root.dataset.signedIn,
  });
  const renew = async () => {
    if (asking) { again = true; return; }
    asking = true;
    again = false;
    const sent = performance.now();
    try {
      const answer = await fetch(board.dataset.board, { headers: headers(), signal: AbortSignal.timeout(8000) });
      const onward = answer.headers.get("HX-Redirect");
      if (onward) { location.replace(onward); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      measured(sent, answer.headers.get("X-Tansiq-Now"));
      show(await answer.text());
      heard = performance.now();
      failed = false;
    } catch {
      failed = true;
    }
    tick();
    setTimeout(() => { asking = false; if (again) renew(); }, breath(performance.now() - sent));
  };

  // --- grid or map: the address says which, so that a reload and another language keep it; the
  // page stays, and with it everything that was last known ---
  for (const way of board.querySelectorAll("[data-view]")) {
    way.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const { view } = way.dataset;
      board.dataset.board = `${board.dataset.board.split("?")[0]}?view=${view}`;
      history.replaceState(null, "", `?view=${view}`);
      for (const one of board.querySelectorAll("[data-view]")) one.toggleAttribute("aria-current", one === way);
      way.setAttribute("aria-current", "true");
      for (const one of board.querySelectorAll(".b-langs a")) one.search = `?view=${view}&lang=${one.lang}`;
      renew();
    });
  }

  // --- cut off: loud, with the age of what stands here ---
  const lost = document.getElementById("lost");
  const watch = () => {
    const gone = failed || performance.now() - heard > LOST;
    if (gone) {
      put(lost.querySelector("[data-lost-at]"), new Date(heard + best.away).toISOString().slice(11, 19));
      put(lost.querySelector("[data-lost-ago]"), board.dataset.ago.replace("#", short((performance.now() - heard) / 1000)));
    }
    lost.hidden = !gone;
    board.toggleAttribute("data-lost", gone);
  };

  // News come to every tab of this browser by the one that listens. That a partner has received
  // something (log -1) is shown as well, a second later, so that it holds up nothing that counts.
  let slow = 0;
  new BroadcastChannel("tansiq-live").addEventListener("message", ({ data }) => {
    clearTimeout(slow);
    if (String(data).startsWith("-")) slow = setTimeout(renew, 1000);
    else renew();
  });
  setInterval(renew, BEAT);
  setInterval(() => { if (failed) renew(); }, 1000);
  setInterval(tick, 250);
  addEventListener("online", renew);
  addEventListener("offline", () => { failed = true; tick(); });
  document.addEventListener("visibilitychange", renew);
  speak("said");
  said.alarm = board.querySelector("[data-alarm]").textContent;
  renew();
})();
