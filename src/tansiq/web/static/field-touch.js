// In touch with the node: how far this telephone's clock is off, what the order was when it was last
// heard, what may be shown of it now. Never makes an order of what is old, nor of silence.
"use strict";

(() => {
  const field = globalThis.field;
  const FRESH = 30_000;
  const EVERY = 10_000;
  const SLOWEST = 60_000;
  const BEST_FOR = 600_000;

  // --- the offset of this clock, from the quickest round trip of the last ten minutes ---
  let samples = [];
  const measured = (sent, came, node) => {
    samples = samples.filter((one) => came - one.at < BEST_FOR);
    samples.push({ at: came, ms: Math.round((sent + came) / 2 - node), error: Math.ceil((came - sent) / 2) });
  };
  // {ms, error}: this clock is `ms` ahead of the node's, give or take `error`; null when never measured.
  const offset = () => samples.reduce((best, one) => (!best || one.error <= best.error ? one : best), null);

  // --- what may be shown of an order: `known` is the last word of the node, `now` by its clock ---
  // A stop stays a stop. Everything else that is not fresh is history, and after H-hour no order at all.
  const shown = (known, age, now) => {
    if (!known) return { state: "none", old: false };
    if (known.order === "stopped") return { state: "stopped", old: age > FRESH };
    if (age <= FRESH) return { state: known.order, old: false };
    const over = known.h_hour && now > Date.parse(known.h_hour);
    return { state: known.order, old: true, over: Boolean(over) };
  };

  // --- asking the node; a page in place of an answer is a session that is over, or a reason missing ---
  class Away extends Error {}
  class SignedOut extends Error {}
  class Told extends Error {
    constructor(status, said) { super(said.code); Object.assign(this, { status, said }); }
  }
  // What hangs on a line that is gone is given up at once, not after a minute.
  let line = new AbortController();
  const ask = async (path, options = {}) => {
    let answer;
    const limit = AbortSignal.timeout(options.body ? SLOWEST : SLOWEST / 4);
    try {
      answer = await fetch(path, { credentials: "same-origin", signal: AbortSignal.any([limit, line.signal]), ...options });
    } catch {
      throw new Away();
    }
    if (answer.redirected || answer.headers.has("HX-Redirect")) {
      const to = answer.headers.get("HX-Redirect") || new URL(answer.url).pathname;
      if (to.startsWith("/reason")) {
        location.assign(`/reason?next=${encodeURIComponent(location.pathname)}`);
        throw new Away();
      }
      throw new SignedOut();
    }
    const kind = answer.headers.get("Content-Type") || "";
    if (!answer.ok) {
      const said = kind.includes("json") ? await answer.json() : { code: `http_${answer.status}`, said: "", do: "" };
      throw new Told(answer.status, said);
    }
    return answer;
  };

  const touch = {
    known: null, last: 0, signedOut: false, away: false, timer: 0, stream: null, pushed: {}, pushedAt: 0, then: () => {},
    get age() { return this.last ? Date.now() - this.last : Infinity; },
    get inTouch() { return !this.away && !this.signedOut && this.age <= FRESH; },
    // The node's present time, as well as this telephone knows it.
    get now() { return Date.now() - (offset()?.ms ?? 0); },
    // Out of touch, whatever was heard last is old at once.
    get shown() { return shown(this.known, this.inTouch ? this.age : Math.max(this.age, FRESH + 1), this.now); },

    heard(told, sent, came) {
      measured(sent, came, told.ms);
      // What the node said by itself after it was asked is newer than its answer.
      const known = this.pushedAt > sent ? { ...told, ...this.pushed } : told;
      Object.assign(this, { known, last: came, away: false, signedOut: false });
      this.then();
    },
    // The node said by itself what stands now.
    said({ order, reason, plan, version, h_hour }) {
      const at = Date.now();
      Object.assign(this, { pushed: { order, reason, plan, number: version ?? 0, h_hour: h_hour ?? "" }, pushedAt: at });
      if (!this.known) { this.poll(); return; }
      Object.assign(this, { known: { ...this.known, ...this.pushed }, last: at, away: false, signedOut: false });
      this.then();
    },
    failed(problem) {
      if (problem instanceof SignedOut) this.signedOut = true;
      else if (problem instanceof Away || problem.status >= 500) this.away = true;
      else throw problem;
      this.then();
    },
    async poll() {
      clearTimeout(this.timer);
      const sent = Date.now();
      try {
        const answer = await ask(`${location.pathname}/now?device=${field.device}`);
        this.heard(await answer.json(), sent, Date.now());
      } catch (problem) {
        try { this.failed(problem); } catch { this.away = true; this.then(); }
      }
      this.timer = setTimeout(() => this.poll(), EVERY);
    },
    // A stop is shown at once when it is known: the node says what stands, or that it is to be asked.
    listen() {
      if (this.stream) return;
      const [channel, operation] = location.pathname.split("/").slice(2);
      this.stream = new EventSource(`/live?since=&operation=${channel}/${operation}`);
      this.stream.addEventListener("entry", () => this.poll());
      this.stream.addEventListener("order", (event) => this.said(JSON.parse(event.data)));
      for (const end of ["over", "error"]) {
        this.stream.addEventListener(end, () => { this.stream?.close(); this.stream = null; });
      }
    },
    begin(then) {
      this.then = then;
      const anew = () => { line.abort(); line = new AbortController(); };
      addEventListener("online", () => { anew(); this.listen(); this.poll(); });
      addEventListener("offline", () => { anew(); this.away = true; this.then(); });
      document.addEventListener("visibilitychange", () => { if (!document.hidden) this.poll(); });
      setInterval(() => { if (!this.away && !this.signedOut) this.listen(); this.then(); }, 5000);
      this.timer = setTimeout(() => this.poll(), EVERY);
    },
  };

  Object.assign(field, { touch, ask, offset, shown, Told, SignedOut, Away });
})();
