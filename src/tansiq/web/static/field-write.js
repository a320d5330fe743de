// What a team leader enters: states, incidents, arrests. Each form is one screen, one hand; what is
// pressed is sealed at once, and the form says so.
"use strict";

(() => {
  const field = globalThis.field;
  const { h, icon, t, code, text } = field;
  const { page } = field;
  const STATES = ["ready", "go_received", "moving", "entered", "secured", "searched", "closed", "aborted"];
  const BEFORE_GO = new Set(["ready", "aborted"]);
  const LANGUAGES = ["ar", "zgh", "es", "fr", "en", "pt", "de", "nl", "it", "tr", "ur", "zh"];

  // One entry: the time and the offset are those of the press, whatever sealing takes.
  const enter = async (type, fields, about, photos = []) => {
    const made = await field.enter(page.given, {
      type, fields, when: Date.now(), offset: field.offset()?.ms ?? null,
    }, photos);
    page.entered.push({ type, ...about, ...made });
    await field.remember();
    await field.outbox.count();
    field.outbox.flush();
  };
  // A form that is sent once: the button is shut until what was entered is on the disk.
  const form = (body, button, done) => {
    const trouble = h("p.notice.bad", { hidden: true, role: "alert", tabindex: "-1" });
    const press = h("button.btn.main-act.big", { type: "submit" }, button);
    const made = h("form.entry", {
      onsubmit: async (event) => {
        event.preventDefault();
        press.disabled = true;
        try {
          await done(new FormData(made));
        } catch (problem) {
          // Not on the disk: storage is full, or the browser keeps nothing. The form stays as it is.
          trouble.textContent = t(problem.message?.startsWith("photo.") ? problem.message : "not_stored");
          trouble.hidden = false;
          trouble.focus();
        }
        press.disabled = false;
      },
    }, h("div.p-body", { tabindex: "-1" }, body, trouble), h("div.p-foot", press, h("p.hint", t("noted_by_itself"))));
    return made;
  };
  const labelled = (words, control, hint = "") => {
    control.id ||= `f-${control.getAttribute("name")}`;
    return h("div.field", h("label", { for: control.id }, words, hint ? h("span.hint", " ", hint) : null), control);
  };
  const input = (name, more = {}) => h("input.input", { name, dir: "auto", autocomplete: "off", ...more });
  const tick = (name, words) => h("label.tick", h("input", { type: "checkbox", name }), h("span", words));
  const choice = (name, value, ...inside) => h("label", h("input", { type: "radio", name, value }), inside);
  const done = (words) => { field.tell(words); location.hash = ""; };

  // --- states and incidents ---
  const state = () => {
    const known = field.touch.known;
    const doubt = !known || known.order !== "go";
    const states = h("fieldset.choices", h("legend", t("how_far")), STATES.map((one) =>
      choice("state", one, h("span", code("site_states", one)))));
    return form([h("div.row", h("h1", t("report_state")), h("a.btn.end", { href: "#incident" }, icon("warn"), t("incident"))),
      doubt ? h("p.notice.warn", t("no_go_known")) : null, states],
      t("save_state"), async (data) => {
        const chosen = data.get("state");
        if (!chosen) { states.querySelector("input").focus(); throw new Error("photo.choose"); }
        await enter("report", { state: chosen, plan: page.given.digest }, { words: code("site_states", chosen), state: chosen });
        done(t("stored_now"));
      });
  };
  const incident = () => form([
    h("h1", t("incident")),
    labelled(t("what_happened"), h("select.input", { name: "what" },
      Object.keys(field.words.en).filter((one) => one.startsWith("incidents."))
        .map((one) => h("option", { value: one.slice(10) }, t(one))))),
    labelled(t("in_words"), h("textarea.input", { name: "words", dir: "auto", rows: 3, required: true })),
  ], t("save_incident"), async (data) => {
    const what = data.get("what");
    await enter("incident", { id: field.newId(), what, words: data.get("words").trim() }, { words: code("incidents", what) });
    done(t("stored_now"));
  });

  // --- a person arrested ---
  const people = () => page.entered.filter((one) => one.type === "arrest");
  const named = (one) => [t("person", { n: one.number }), one.name ? [" · ", text(one.name)] : null];
  const clocks = (minor) => (page.given.rules?.clocks ?? []).filter((one) => one.kind === "custody" && (!minor || one.minor));
  const clockChoices = (minor) => h("fieldset.choices", { id: "clocks" }, h("legend", t("which_clock")),
    clocks(minor).map((one) => choice("clock", one.id, h("span", field.hours(one.base), " ",
      one.minor ? t("minor") : one.terrorism ? code("circumstances", "terrorism") : code("clock_kinds", "custody"),
      h("span.hint", " ", text(one.article))))),
    choice("clock", "", h("span", t("decided_later"))));
  const arrest = () => {
    const number = people().length + 1 + (page.given.arrests ?? 0);
    const minor = tick("minor", t("minor_seen"));
    const held = h("div", clockChoices(false));
    minor.querySelector("input").addEventListener("change", (event) => held.replaceChildren(clockChoices(event.target.checked)));
    return form([
      h("div.row", h("h1", t("arrest")), h("span.badge.end", t("person", { n: number }))),
      labelled(t("name"), input("name"), t("if_known")), minor,
      labelled(t("language"), h("select.input", { name: "language" }, h("option", { value: "" }, t("not_known")),
        LANGUAGES.map((one) => h("option", { value: one }, t(`lang.${one}`))))),
      tick("interpreter", t("needs_interpreter")),
      h("div.told", tick("rights_told", t("rights_told_now"))),
      held,
      h("details.more", h("summary", t("more")), labelled(t("born"), input("born", { dir: "ltr", inputmode: "numeric", pattern: "[0-9]{4}(-[0-9]{2}){0,2}", placeholder: "1990-05-17" })),
        labelled(t("ground"), input("ground")), labelled(t("note"), h("textarea.input", { name: "note", dir: "auto", rows: 2 }))),
    ], t("save_arrest"), async (data) => {
      const name = data.get("name").trim();
      const fields = {
        id: field.newId(), zone: page.given.zone, jurisdiction: page.given.jurisdiction,
        clock: data.get("clock") ?? "", name, minor: data.has("minor"), language: data.get("language"),
        interpreter: data.has("interpreter"), rights_told: data.has("rights_told"),
        born: data.get("born").trim(), ground: data.get("ground").trim(), note: data.get("note").trim(),
      };
      await enter("arrest", fields, { number, name, words: t("arrest") });
      done(t("stored_now"));
    });
  };

  // --- what was entered here, and the signature for what waits at the node ---
  const where = (one) => {
    const device = field.touch.known?.devices.find((found) => found.device === one.device);
    if (device && one.seq <= device.recorded) return ["good", t("is_recorded")];
    if (device?.waiting.includes(one.seq)) return ["warn", t("is_received")];
    return ["", t("is_here")];
  };
  const line = (one) => {
    const [kind, words] = where(one);
    return h("li", h("div", h("b", one.type === "arrest" ? named(one) : one.words),
      one.label ? [" ", field.id(one.label)] : null,
      h("p.small", field.unit(`${one.at.slice(11, 19)} UTC`))), h(`span.badge.end${kind ? `.${kind}` : ""}`, words));
  };
  const held = () => {
    const waiting = field.waiting();
    const others = (field.touch.known?.devices ?? []).flatMap((one) =>
      one.waiting.filter((seq) => !page.entered.some((mine) => mine.device === one.device && mine.seq === seq)));
    return [h("div.p-body", h("h1", t("entered_here")),
      page.trouble ? h("p.notice.bad", { role: "alert" }, page.trouble) : null,
      page.again ? labelled(t("other_label"), input("again", { id: "again", dir: "ltr" }), page.again.label) : null,
      page.entered.length ? h("ul.list.held", page.entered.toReversed().map(line)) : h("p", t("nothing_entered")),
      others.length ? h("p", t("from_before", { n: others.length })) : null),
    h("div.p-foot", h("button.btn.main-act.big", { type: "button", disabled: !waiting.length || !field.touch.inTouch, onclick: field.sign },
      icon("key"), t("sign_all", { n: waiting.length })), h("p.hint", t("sign_hint")))];
  };

  Object.assign(field, { enterOne: enter, form, labelled, input, choice, people, named, entryDone: done,
    writings: { state, incident, arrest, held } });
})();
