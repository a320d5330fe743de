// What a team leader reads: where things stand, the order, the own site, checklist, rights.
"use strict";

(() => {
  const field = globalThis.field;
  const { h, icon, t, code, said, text, id, clock, away, age, unit } = field;
  const page = field.page = { given: null, entered: [], trouble: "", said: "", saidUntil: 0 };

  // --- the strips on top: what lies where, and what the order is ---
  const SHAPE = { off: "cut", on: "tick", wait: "up", bad: "warn" };
  const sync = () => {
    const { touch, outbox } = field;
    const stored = t("stored_here", { n: outbox.counts.here });
    const contact = touch.last
      ? t("last_contact", { time: `${clock(touch.last, 0, true)}\u00a0UTC` }) : t("no_contact");
    const waiting = field.waiting().length;
    if (touch.signedOut) return ["bad", t("signed_out"), `${stored} · ${t("sign_in_to_send")}`];
    if (!touch.inTouch) {
      const since = touch.last ? t("no_network_for", { age: age(touch.age) }) : t("no_network");
      return ["off", since, `${stored} · ${t("sent_by_itself")}${touch.last ? "" : ` · ${contact}`}`];
    }
    if (outbox.trouble) return ["bad", outbox.trouble.said || t("not_taken"), stored];
    if (outbox.counts.here) return ["wait", t("sending"), `${stored} · ${contact}`];
    if (waiting) return ["wait", t("not_signed_yet", { n: waiting }), `${stored} · ${contact}`];
    return ["on", t("all_recorded"), `${stored} · ${contact}`];
  };
  const ORDER = { go: "on", stopped: "stop", late: "bad", hold: "off", cannot_decide: "bad" };
  const order = () => {
    const seen = field.touch.shown;
    if (seen.state === "none") return ["off", t("order_unknown"), t("no_order_here")];
    const words = code("order_states", seen.state);
    const known = field.touch.known;
    if (seen.state === "stopped") {
      return ["stop", words, seen.old ? t("stop_known", { age: age(field.touch.age) }) : code("decision_reasons", known.reason)];
    }
    if (!seen.old) return [ORDER[seen.state] || "wait", words, code("decision_reasons", known.reason)];
    const past = t("last_known", { what: words, age: age(field.touch.age) });
    return ["old", past, seen.over ? t("after_h_no_order") : t("not_an_order")];
  };
  // Only what changed is written anew: a screen reader is not told the same thing every five seconds.
  const strip = (name, [kind, first, second], shape) => {
    const place = document.getElementById(name);
    const told = `${kind}|${first}|${second}`;
    if (place.dataset.told === told) return;
    place.dataset.told = told;
    place.dataset.kind = kind;
    const way = name === "sync" && field.touch.signedOut
      ? h("a.btn.end", { href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, t("sign_in")) : null;
    place.replaceChildren(...[icon(shape), h("div", h("b", first), h("div.small", second)), way].filter(Boolean));
  };
  const strips = () => {
    const now = sync();
    strip("sync", now, SHAPE[now[0]]);
    const held = order();
    strip("order", held, held[0] === "on" ? "tick" : held[0] === "wait" ? "gap" : "warn");
    const minutes = page.given?.minutes_now ?? 0;
    const place = document.getElementById("clock");
    place.replaceChildren(h("b", unit(clock(field.touch.now, minutes))), h("span.xs", unit(away(minutes))));
  };

  // --- where things stand ---
  const countdown = () => {
    const left = Date.parse(page.given.plan.h_hour) - field.touch.now;
    const size = Math.abs(left) / 1000;
    const two = (one) => String(Math.floor(one)).padStart(2, "0");
    return `T${left > 0 ? "\u2212" : "+"}${two(size / 3600)}:${two((size % 3600) / 60)}:${two(size % 60)}`;
  };
  const hour = (given) => h("p.large", unit(clock(Date.parse(given.plan.h_hour), given.minutes_at_h)), " ",
    h("span.small", unit(away(given.minutes_at_h)), " · ", unit(`${clock(Date.parse(given.plan.h_hour))} UTC`)));
  const phase = (given) => {
    const since = (field.touch.now - Date.parse(given.plan.h_hour)) / 60_000;
    return given.plan.phases.filter((one) => one.minutes <= since).at(-1) ?? null;
  };
  const way = (to, shape, words) => h("a.btn.big.way", { href: `#${to}` }, icon(shape), words);
  const home = (given) => {
    const now = phase(given);
    return [
      h("section.h-hour", h("h1", t("h_hour")), hour(given), h("p.b", { id: "countdown" }, unit(countdown())),
        now ? h("p", t("phase"), " ", said(now.names)) : null),
      h("nav.acts", { "aria-label": t("report") }, way("state", "state", t("report_state")),
        way("arrest", "person", t("arrest")), way("seizure", "box", t("seizure"))),
      h("nav.ways", { "aria-label": t("read") },
        h("a", { href: "#order" }, t("my_order")), h("a", { href: "#checklist" }, t("checklist")),
        h("a", { href: "#rights" }, t("rights")), h("a", { href: "#held" }, t("entered_here"))),
      field.keeping(),
    ];
  };

  // --- the order, and the own site ---
  const pair = (term, value) => (value ? [h("dt", term), h("dd", typeof value === "string" ? text(value) : value)] : []);
  const target = (one) => h("li", h("div.row", h("b", text(one.words)), h("span.badge", one.standing
    ? code("status", one.standing) : t("suspected"))), one.instruments.map((paper) => h("p.small",
    code("instruments", paper.kind), " ", id(paper.reference), " ", text(paper.authority), " ", unit(paper.until))));
  const ordered = (given) => {
    const texts = given.plan.texts.find((one) => one.language === field.language) ?? given.plan.texts[0];
    const { own } = given;
    const common = ["situation", "purpose", "signals", "abort", "contingency", "medical", "interpreters"];
    return [
      h("h1", t("my_order")), h("p.small", t("version", { n: given.plan.number }), " · ", said(given.plan.names)),
      h("section.part", h("h2", t("own_site")), h("dl.pairs", pair(t("address"), own.address),
        pair(t("team"), own.team.name ? `${own.team.name} (${own.team.size})` : ""), pair(t("entry"), own.entry),
        pair(t("medical"), own.medical), pair(t("place"), own.latitude && unit(`${own.latitude}, ${own.longitude}`)))),
      h("section.part", h("h2", t("targets")), h("p.small", t("nothing_proven")),
        own.targets.length ? h("ul.list", own.targets.map(target)) : h("p", t("no_targets"))),
      h("section.part", { lang: texts.language, dir: texts.language === "ar" ? "rtl" : "ltr" }, h("h2", t("common_part")),
        h("dl.pairs", common.flatMap((one) => pair(t(`order.${one}`), texts[one])))),
      h("section.part", h("h2", t("phases")), h("ol.list", given.plan.phases.map((one) => h("li",
        unit(clock(Date.parse(given.plan.h_hour) + one.minutes * 60_000, given.minutes_at_h)), " ", said(one.names))))),
    ];
  };

  const MARK = { done: "tick", waived: "tick", missing: "warn" };
  const checklist = (given) => [
    h("h1", t("checklist")), given.rules ? null : h("p.notice.warn", t("no_rule_set")),
    h("ul.list.points", given.checklist.map((one) => h("li", { "data-state": one.state }, icon(MARK[one.state]),
      h("div", h("b", code("check_codes", one.code)), h("p.small", code("point_states", one.state),
        one.document ? [" · ", id(one.document)] : null, " · ", text(one.article)))))),
    h("p.small", t("marked_elsewhere")),
  ];

  const hours = (base) => {
    const found = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?$/.exec(base) || [];
    const size = Number(found[1] || 0) * 24 + Number(found[2] || 0) + Number(found[3] || 0) / 60;
    return size ? t("within_hours", { n: size }) : t("at_once");
  };
  const RIGHTS = ["why", "silence", "lawyer", "told", "interpreter", "doctor", "consulate", "contest"];
  const rights = (given) => [
    h("h1", t("rights")), h("p.small", t("rights_read")),
    h("ol.list.rights", RIGHTS.map((one) => h("li", t(`right.${one}`)))),
    h("h2", t("terms_of_law")),
    given.rules ? h("p.small", said(given.rules.names), " · ", code("rule_standing", given.rules.standing)) : h("p.notice.warn", t("no_rule_set")),
    h("ul.list", (given.rules?.clocks ?? []).map((one) => h("li", h("b", code("clock_kinds", one.kind)), " ",
      one.minor ? h("span.badge", t("minor")) : null, one.terrorism ? h("span.badge", code("circumstances", "terrorism")) : null,
      h("p.small", hours(one.base), " · ", text(one.article))))),
  ];

  Object.assign(field, { strips, countdown, hours, readings: { "": home, order: ordered, checklist, rights } });
})();
