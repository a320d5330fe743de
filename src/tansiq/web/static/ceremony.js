// Passkeys: registering, signing in, signing acts. The challenge is reckoned here, from what the
// page shows: SHA-256(prefix || nonce) to sign in or register, SHA-256(covered) for an act,
// SHA-256(prefix || root) for many acts at once.
"use strict";

(() => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const csrf = () => document.documentElement.dataset.csrf;

  const digest = async (prefix, rest) => {
    const head = new TextEncoder().encode(prefix);
    const whole = new Uint8Array(head.length + rest.length);
    whole.set(head);
    whole.set(rest, head.length);
    return crypto.subtle.digest("SHA-256", whole);
  };

  const send = async (url, body) => {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, said: await answer.json() };
  };

  const register = async (place) => {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: { id: place.dataset.rp, name: place.dataset.agency },
        user: {
          id: crypto.getRandomValues(new Uint8Array(16)),
          name: place.dataset.officer,
          displayName: place.dataset.officer,
        },
        challenge: await digest("tansiq-register-v1", bytes(place.dataset.nonce)),
        pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -8 }],
        excludeCredentials: (place.dataset.known || "").split(" ").filter(Boolean)
          .map((one) => ({ type: "public-key", id: bytes(one) })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
        // So that a telephone in the field can keep its site under this passkey (decision 38).
        extensions: { prf: {} },
      },
    });
    return {
      client_data: text(made.response.clientDataJSON),
      attestation: text(made.response.attestationObject),
      label: place.querySelector("[name=label]")?.value || "",
    };
  };

  const assertion = async (challenge, rp, credential) => {
    const made = await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId: rp,
        userVerification: "required",
        allowCredentials: credential ? [{ type: "public-key", id: bytes(credential) }] : [],
      },
    });
    return {
      credential: text(made.rawId),
      client_data: text(made.response.clientDataJSON),
      authenticator_data: text(made.response.authenticatorData),
      signature: text(made.response.signature),
    };
  };

  const signIn = async (place) =>
    assertion(await digest("tansiq-sign-in-v1", bytes(place.dataset.nonce)), place.dataset.rp, "");

  // A tree over what several acts cover (RFC 6962): its root is signed for all of them.
  const joined = async (first, ...rest) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob([Uint8Array.of(first), ...rest]).arrayBuffer()));
  const rootOf = async (leaves) => {
    if (leaves.length === 1) return joined(0, leaves[0]);
    let half = 1;
    while (half * 2 < leaves.length) half *= 2;
    return joined(1, await rootOf(leaves.slice(0, half)), await rootOf(leaves.slice(half)));
  };
  const signTogether = async (place) => {
    const root = await rootOf([...place.querySelectorAll("[data-covered]")].map((one) => bytes(one.dataset.covered)));
    return { gestures: [await assertion(await digest("tansiq-acts-v1", root), place.dataset.rp, place.dataset.credential)] };
  };

  const signActs = async (place) => {
    const gestures = [];
    for (const one of place.querySelectorAll("[data-covered]")) {
      const challenge = await digest("", bytes(one.dataset.covered));
      gestures.push(await assertion(challenge, place.dataset.rp, place.dataset.credential));
    }
    return { gestures };
  };

  const ceremonies = { register, "sign-in": signIn, "sign-acts": signActs, "sign-together": signTogether };

  const complain = (place, said, advice, code) => {
    const box = place.querySelector("[data-trouble]");
    box.querySelector("[data-said]").textContent = said;
    box.querySelector("[data-do]").textContent = advice;
    box.querySelector("[data-code]").textContent = code;
    box.hidden = false;
    box.focus();
  };

  const begin = async (place, button) => {
    button.disabled = true;
    try {
      const { ok, said } = await send(place.dataset.to, await ceremonies[place.dataset.ceremony](place));
      if (ok) {
        // A page that stays where it is says so; every other goes on to where the work leads.
        const stays = !document.dispatchEvent(new Event("tansiq:signed", { cancelable: true }));
        if (!stays) location.assign(said.to);
        return;
      }
      if (said.nonce) place.dataset.nonce = said.nonce;
      complain(place, said.said, said.do, said.code);
    } catch (problem) {
      // The browser's own word is not shown: the officer cancelled, or the authenticator is absent.
      complain(place, place.dataset.stopped, place.dataset.again, problem.name || "");
    }
    button.disabled = false;
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-begin]");
    if (button && !button.disabled) begin(button.closest("[data-ceremony]"), button);
    const back = event.target.closest("[data-back]");
    if (back) back.closest("dialog").close();
  });

  // The dialog of an act: opened when it arrives, and the button opens once the end was in view.
  const open = (dialog) => {
    if (!dialog.dataset.ceremony) {
      // Nothing is signed in it: read it, go on, or go back to the form as it was left.
      dialog.addEventListener("close", () => dialog.remove(), { once: true });
      dialog.showModal();
      dialog.querySelector("[data-first]").focus();
      return;
    }
    const button = dialog.querySelector("[data-begin]");
    const ends = new Set(dialog.querySelectorAll("[data-end]"));
    const seen = new IntersectionObserver((entries) => {
      for (const one of entries) if (one.isIntersecting) ends.delete(one.target);
      if (ends.size === 0) {
        button.disabled = false;
        dialog.querySelector("[data-until]").hidden = true;
        seen.disconnect();
      }
    });
    dialog.addEventListener("close", () => {
      fetch(`${dialog.dataset.to}/back`, { method: "POST", headers: { "X-CSRFToken": csrf() } });
      dialog.remove();
    }, { once: true });
    dialog.showModal();
    dialog.querySelector("[data-first]").focus();
    for (const one of ends) seen.observe(one);
  };

  const holder = document.getElementById("dialog");
  if (holder) {
    new MutationObserver(() => {
      const dialog = holder.querySelector("dialog:not([open])");
      if (dialog) open(dialog);
    }).observe(holder, { childList: true, subtree: true });
  }
})();
