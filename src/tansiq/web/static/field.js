// The field page: begins with what the node gives, or with what the passkey opens, and shows one
// screen at a time. It says what it holds and how; it shows nothing after the hours of the site.
"use strict";

(() => {
  const field = globalThis.field;
  const { h, icon, t, page, touch, outbox, keep } = field;
  const root = document.documentElement;
  const stage = document.getElementById("main");
  const PATH = location.pathname;
  const ENDED = new Set(["closed", "aborted"]);

  field.waiting = () => (touch.known?.devices ?? []).flatMap((one) => one.waiting.map((seq) => [one.device, seq]));
  field.remember = () => keep.store({ path: PATH, given: { ...page.given, csrf: "" }, entered: page.entered, known: touch.known, last: touch.last });

  // --- screens, by the part of the address after # ---
  const show = () => {
    const name = location.hash.slice(1);
    const given = page.given;
    if (!given) return;
    const read = field.readings[name] && ((one) => [h("div.p-body", { tabindex: "0" }, field.readings[name](one))]);
    const draw = read || field.writings[name] || ((one) => [h("div.p-body", field.readings[""](one))]);
    const news = Date.now() < page.saidUntil ? h("p.notice.good.said", { role: "status" }, icon("tick"), page.said) : null;
    stage.replaceChildren(...[news, draw(given)].flat().filter(Boolean));
    document.getElementById("back").hidden = name === "";
    stage.querySelector("h1")?.setAttribute("tabindex", "-1");
    if (name) stage.querySelector("h1")?.focus({ preventScroll: true });
  };
  // What was done is said for a while, on whichever screen follows.
  field.tell = (words) => {
    Object.assign(page, { said: words, saidUntil: Date.now() + 6000 });
    setTimeout(() => { if (Date.now() >= page.saidUntil) document.querySelector(".said")?.remove(); }, 6100);
  };
  field.again = (found) => {
    field.tell(t("stored_now"));
    show();
    stage.querySelector("[name=found]").value = found;
    stage.querySelector("[name=label]").focus();
  };

  // --- what is held, and how ---
  field.keeping = () => h("section.keeping",
    h("p.small", keep.open ? t("kept_until", { time: page.given.closes.slice(0, 16).replace("T", " ") }) : t("memory_only")),
    page.noprf ? h("p.small.warned", t("no_prf")) : null,
    keep.open ? null : h("button.btn.big", { type: "button", onclick: async () => {
      page.noprf = !await keep.begin({ path: PATH, given: { ...page.given, csrf: "" }, entered: page.entered, known: touch.known, last: touch.last }, page.given.passkeys);
      show();
    } }, icon("key"), t("keep_here")),
    h("p.small", t("sealed_to", { key: page.given.key.fingerprint.slice(0, 17) })),
    h("div.row", ...["ar", "es", "fr", "en"].map((one) => h("button.btn", {
      type: "button", lang: one, "aria-pressed": String(field.language === one), onclick: () => speak(one),
    }, t(`own.${one}`))), h("button.btn.end", { type: "button", onclick: leave }, t("sign_out"))));
  const speak = (language) => {
    field.speak(language);
    frame();
    show();
    draw();
  };
  const leave = async () => {
    await keep.clear();
    sessionStorage.clear();
    const form = h("form", { method: "post", action: "/sign-out", hidden: true },
      h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: outbox.csrf }));
    document.body.append(form);
    form.submit();
  };

  // --- the frame around: site, clock, strips ---
  const frame = () => {
    const given = page.given;
    document.title = `${given?.exercise ? `${t("exercise")} · ` : ""}${given ? `\u2068${given.site}\u2069 · ` : ""}${t("title")}`;
    document.getElementById("back").setAttribute("aria-label", t("back"));
    if (!given) return;
    const state = page.entered.findLast((one) => one.state)?.state || touch.known?.state || "preparing";
    document.getElementById("site").replaceChildren(h("b", field.id(given.site)),
      h("span.small", field.said(given.plan.names), " · ", field.code("site_states", state)));
    document.getElementById("exercise").hidden = !given.exercise;
    document.getElementById("exercise").textContent = t("exercise");
  };
  const draw = () => {
    if (!page.given) { field.strips(); return; }
    field.strips();
    frame();
    const place = document.getElementById("countdown");
    if (place) place.firstChild.textContent = field.countdown();
  };

  // --- ends: hours over, site closed, nothing of it stays ---
  const watch = async () => {
    draw();
    if (!page.given) return;
    const over = touch.now > Date.parse(page.given.closes);
    const closed = touch.known && (touch.known.order === "over" || ENDED.has(touch.known.state));
    if (over) {
      await keep.clear();
      Object.assign(page, { given: null, entered: [] });
      alone(t("hours_over"));
    } else if (closed && keep.open && outbox.counts.total === 0) {
      await keep.clear();
      show();
    }
  };
  const alone = (...what) => stage.replaceChildren(h("div.p-body", what));

  // --- signing: the node shows the records, the passkey signs, the telephone lets go ---
  field.sign = async () => {
    const [device] = field.waiting()[0] ?? [];
    if (!device) return;
    page.trouble = "";
    try {
      const again = document.getElementById("again");
      const labels = again ? { [`label-${page.again.seq}`]: again.value.trim() } : {};
      const dialog = await outbox.sign(device, labels, field.language);
      document.getElementById("dialog").innerHTML = dialog;
    } catch (problem) {
      if (!(problem instanceof field.Told)) { touch.failed(problem); return; }
      page.trouble = `${problem.said.said} ${problem.said.do}`.trim() || t("not_taken");
      const taken = page.entered.find((one) => problem.said.code === "custody_label_taken" && one.label && problem.said.said.includes(one.label));
      page.again = taken ? { seq: taken.seq, label: taken.label } : null;
      show();
    }
  };
  document.addEventListener("tansiq:signed", async (event) => {
    event.preventDefault();
    page.again = null;
    // Taken away and not closed: closing it says that the officer went back.
    document.querySelector("dialog[open]")?.remove();
    await touch.poll();
    field.tell(t("all_signed"));
    show();
  });

  // --- beginning ---
  const take = async (given, sent, came) => {
    page.given = given;
    outbox.given = given;
    outbox.csrf = root.dataset.csrf = given.csrf;
    touch.heard(given.now, sent, came);
    await outbox.settle(given.now);
    await field.remember();
    frame();
    show();
    draw();
    outbox.flush();
  };
  const load = async () => {
    const sent = Date.now();
    const answer = await field.ask(`${PATH}/data`);
    await take(await answer.json(), sent, Date.now());
  };
  const unlock = async () => {
    const held = await keep.unlock(PATH);
    if (!held) { closed(true); return; }
    Object.assign(page, { given: held.given, entered: held.entered });
    Object.assign(touch, { known: held.known, last: held.last });
    outbox.given = held.given;
    await outbox.count();
    frame();
    show();
    draw();
  };
  // Nothing came from the node: what the passkey opens, or the way to sign in.
  const closed = async (tried = false) => {
    const kept = await keep.anyVault();
    alone(h("h1", t("title")),
      h("p", touch.signedOut ? t("signed_out") : t("no_network")),
      tried ? h("p.notice.bad", { role: "alert" }, t("not_opened")) : null,
      kept ? h("button.btn.main-act.big", { type: "button", onclick: unlock }, icon("key"), t("open_kept")) : h("p", t("nothing_kept")),
      h("a.btn.big", { href: `/sign-in?next=${encodeURIComponent(PATH)}` }, t("sign_in")));
  };
  const refused = (problem) => alone(h("h1", t("title")),
    h("p.notice.bad", { role: "alert" }, problem.said.said || t("not_taken")), h("p", problem.said.do), h("a.btn.big", { href: "/field" }, t("all_sites")));

  const begin = async () => {
    const answer = await fetch(root.dataset.words);
    Object.assign(field.words, await answer.json());
    field.speak(field.chosen(root.lang));
    frame();
    await keep.expire(Date.now());
    try {
      await load();
    } catch (problem) {
      if (problem instanceof field.Told) refused(problem);
      else { touch.failed(problem); await closed(); }
    }
    draw();
    let behind = touch.last;
    touch.begin(async () => {
      // In touch again after the page was opened without the node: everything is asked anew.
      if (touch.last !== behind && touch.known) {
        behind = touch.last;
        if (!outbox.csrf) { await load().catch(() => {}); return; }
        await outbox.settle(touch.known);
        await field.remember();
        outbox.flush();
        if (location.hash === "#held" && document.activeElement?.tagName !== "INPUT") show();
      }
      await watch();
    });
    outbox.then = draw;
    setInterval(draw, 1000);
    addEventListener("hashchange", show);
    root.dataset.ready = "1";
    if (navigator.serviceWorker) navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" }).catch(() => {});
  };
  begin();
})();
