// From the telephone to the node: each thing entered is sealed and chained at once, sent when there
// is a line, and dropped only when the node says that it stands on record. Sending twice is harmless.
"use strict";

(() => {
  const field = globalThis.field;
  const PIECE = 480 * 1024;
  const FIRST_PAUSE = 2000;
  const LONGEST_PAUSE = 60_000;

  // A chain of its own for each time the page was opened: nothing about it has to be remembered.
  field.device = crypto.randomUUID();
  const chain = { seq: 0, previous: "" };
  let turn = Promise.resolve();

  const stamp = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

  const sealedFor = (given, names, plain) => field.seal(
    field.fromBase64(given.key.public),
    field.infoOf([given.channel, given.operation, given.site, given.officer, field.device, ...names.map(String)]),
    plain);

  // --- enter one thing; `photos` are {bytes, name, media_type, sha256} ---
  const enter = (given, said, photos = []) => {
    const done = turn.then(() => add(given, said, photos));
    turn = done.catch(() => {});
    return done;
  };
  const add = async (given, said, photos) => {
    const seq = chain.seq + 1;
    const item = {
      type: said.type, seq, previous: chain.previous, at: stamp(said.when), offset_ms: said.offset,
      ...said.fields,
    };
    if (photos.length) {
      item.photos = photos.map((one) => ({
        name: one.name, media_type: one.media_type, size: one.bytes.length, sha256: one.sha256,
      }));
    }
    const body = field.utf8(JSON.stringify(item).normalize("NFC"));
    const rows = [field.keep.row(given.place, field.device, seq, "", await sealedFor(given, [seq], body))];
    for (const [number, one] of photos.entries()) {
      for (let at = 0, piece = 0; at < one.bytes.length; at += PIECE, piece += 1) {
        const sealed = await sealedFor(given, [seq, number, piece], one.bytes.subarray(at, at + PIECE));
        rows.push(field.keep.row(given.place, field.device, seq, `${number}/${piece}`, sealed));
      }
    }
    await field.keep.keep(rows);
    chain.seq = seq;
    chain.previous = await field.link(chain.previous, body);
    return { device: field.device, seq, id: item.id, at: item.at };
  };

  // --- send what the node does not hold; the oldest device first, an item before its photographs ---
  const outbox = {
    given: null, csrf: "", busy: false, again: false, pause: FIRST_PAUSE, timer: 0, counts: { here: 0, total: 0 },
    trouble: null, then: () => {},

    async count() {
      const rows = await field.keep.sealed(this.given.place);
      const items = rows.filter((one) => one.part === "");
      const unsent = new Set(rows.filter((one) => !one.sent).map((one) => `${one.device}/${one.seq}`));
      this.counts = { here: unsent.size, total: items.length };
      // Whoever signs out keeps these; the node is told that there are some, and nothing else.
      const age = this.counts.total ? 7 * 86400 : 0;
      document.cookie = `tansiq_field=1; path=/; SameSite=Strict; max-age=${age}`;
      this.then();
    },

    // What the node has on record goes; what it lost of what was sent is sent again.
    async settle(known) {
      for (const one of known.devices) await field.keep.recorded(this.given.place, one.device, one.recorded);
      const held = new Map(known.devices.map((one) => [one.device, new Set(one.waiting)]));
      const lost = (await field.keep.sealed(this.given.place)).filter(
        (one) => one.sent && one.part === "" && !held.get(one.device)?.has(one.seq));
      if (lost.length) {
        const again = new Set(lost.map((one) => `${one.device}/${one.seq}`));
        const rows = (await field.keep.sealed(this.given.place))
          .filter((one) => again.has(`${one.device}/${one.seq}`))
          .map((one) => ({ ...one, sent: false }));
        await field.keep.keep(rows);
      }
      await this.count();
    },

    async flush() {
      clearTimeout(this.timer);
      if (!this.csrf) return;
      if (this.busy) { this.again = true; return; }
      this.busy = true;
      try {
        const rows = (await field.keep.sealed(this.given.place)).filter((one) => !one.sent);
        rows.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
        for (const one of rows) {
          await this.post(one);
          await field.keep.keep([{ ...one, sent: true }]);
          await this.count();
        }
        this.pause = FIRST_PAUSE;
        this.trouble = null;
        if (rows.length) await field.touch.poll();
      } catch (problem) {
        this.later(problem);
      }
      this.busy = false;
      this.then();
      // Something was entered, or the line came back, while this turn was under way.
      if (this.again && field.touch.inTouch) { this.again = false; this.flush(); }
    },

    later(problem) {
      if (problem instanceof field.Told) {
        this.trouble = problem.said;
        // A token of a session that is over: the page asks for everything anew, and for another one.
        if (problem.status === 403) this.csrf = "";
      }
      else field.touch.failed(problem);
      this.timer = setTimeout(() => this.flush(), this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    },

    post(one) {
      const part = one.part ? `/${one.part}` : "";
      return field.ask(`${location.pathname}/items/${one.device}/${one.seq}${part}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": this.csrf },
        body: one.bytes,
      });
    },

    // One gesture for everything of a device that waits at the node; the dialog shows every word of it.
    async sign(device, labels, language) {
      const said = new URLSearchParams({ device, offset_now: String(field.offset()?.ms ?? ""), ...labels });
      const answer = await field.ask(`${location.pathname}/record?lang=${language}`, {
        method: "POST",
        headers: { "X-CSRFToken": this.csrf },
        body: said,
      });
      return answer.text();
    },
  };

  Object.assign(field, { enter, outbox, stamp, PIECE });
})();
