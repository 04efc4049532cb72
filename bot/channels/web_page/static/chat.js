"use strict";
// The page at work: what people do here, and what comes of it.
(function (fuwen) {
  const TYPING_AFTER_MS = 300;
  const STILL_TYPING_AFTER_MS = 8000;
  const HEALTH_EVERY_MS = 60000;
  const HEALTH_WHILE_DOWN_MS = 10000;
  const FORGET = "/forget_me";
  const CHANGE_REGION = "/set_region";
  const NOTICES = "/notices";
  const byId = (id) => document.getElementById(id);

  const said = JSON.parse(byId("texts").textContent);
  const texts = said.page;
  const talk = fuwen.memory.readTalk() || fuwen.memory.blankTalk();
  const state = { trouble: "", isPartDown: false, timers: [], noticesId: "", isAsking: false };
  const view = new fuwen.View(texts, { say, retry: () => outbox.retryNow() });
  const outbox = new fuwen.Outbox(talk, { busy, changed, answered, trouble });

  function keep() { fuwen.memory.writeTalk(talk); }

  function last() { return talk.messages[talk.messages.length - 1]; }

  function greet() {
    talk.messages.push({ id: "greeting", who: "bot", text: said.greeting.text, buttons: said.greeting.examples });
  }

  function refreshQuick() {
    const newest = last();
    view.quick(newest && newest.who === "bot" && !newest.own ? newest : null);
  }

  function say(text, payload) {
    const message = outbox.add(text, payload === undefined ? text : payload);
    keep();
    view.show(message);
    view.quick(null);
    view.toEnd();
    outbox.pump();
  }

  function busy(isOn) {
    state.timers.forEach(clearTimeout);
    state.timers = [];
    if (!isOn) {
      view.typing("");
      return;
    }
    state.timers.push(setTimeout(() => view.typing(texts.typing), TYPING_AFTER_MS));
    state.timers.push(setTimeout(() => view.typing(texts.still_typing), STILL_TYPING_AFTER_MS));
  }

  function changed(message) {
    keep();
    view.show(message);
    if (message === last()) { view.toEnd(); }
  }

  function regionOf(reply) {
    const region = reply.meta && reply.meta.region;
    return region && typeof region === "object" ? region.name : region;
  }

  function answered(message, replies) {
    let first = null;
    replies.forEach((reply, index) => {
      const name = regionOf(reply);
      if (typeof name === "string") { talk.region = name; }
      // The id follows from the question's: the same answer seen twice is shown once.
      const id = message.id + "-" + index;
      if (talk.messages.some((m) => m.id === id)) { return; }
      const meta = reply.meta && reply.meta.citations ? { citations: reply.meta.citations } : undefined;
      const kept = { id, who: "bot", text: reply.text, buttons: reply.buttons, image: reply.image, meta };
      // Only the newest message has its replies below the talk; what comes before it, and a reminder, keeps its own buttons.
      kept.own = Boolean(reply.meta && reply.meta.notice) || index < replies.length - 1;
      talk.messages.push(kept);
      const item = view.show(kept);
      first = first || item;
    });
    if (isForgotten(replies)) {
      forgetHere();
      return;
    }
    if (message.payload === FORGET) {
      const notice = { id: message.id + "-kept", who: "bot", text: texts.not_forgotten };
      talk.messages.push(notice);
      view.show(notice);
    }
    keep();
    view.region(talk.region);
    refreshQuick();
    if (first) { view.toStartOf(first); }
  }

  // Only when the server says that it has forgotten may the page say so.
  function isForgotten(replies) {
    return replies.some((reply) => reply.meta && reply.meta.outcome === "forgotten");
  }

  function forgetHere() {
    const fresh = fuwen.memory.blankTalk();
    talk.sender = fresh.sender;
    talk.region = "";
    talk.messages.splice(0, talk.messages.length);
    talk.messages.push({ id: "forgotten", who: "bot", text: texts.forgotten });
    greet();
    keep();
    view.clear();
    talk.messages.forEach((m) => view.show(m));
    view.region("");
    refreshQuick();
  }

  function trouble(kind) {
    state.trouble = kind;
    if (kind === "part_down") { checkHealth(); }
    refreshBanner();
  }

  function refreshBanner() {
    const isOffline = navigator.onLine === false;
    const kind = isOffline ? "offline" : state.trouble || (state.isPartDown ? "part_down" : "");
    view.banner(kind ? texts[kind] : "");
  }

  async function checkHealth() {
    if (document.hidden || navigator.onLine === false) { return; }
    const wasDown = state.isPartDown;
    try {
      state.isPartDown = (await fetch("/healthz", { cache: "no-store" })).status === 503;
    } catch (error) { return; }
    refreshBanner();
    if (wasDown && !state.isPartDown) { outbox.retryNow(); }
    if (!wasDown && state.isPartDown) { lookAgainUntilUp(); }
  }

  // Reminders come by themselves to a page that is looked at. The same id again after trouble: none is lost, none shown twice.
  async function lookForNotices() {
    const isKnown = talk.messages.some((m) => m.who === "me" && m.state === "sent");
    if (!isKnown || document.hidden || navigator.onLine === false || outbox.isBusy || outbox.next() || state.isAsking) { return; }
    state.noticesId = state.noticesId || fuwen.memory.randomName();
    const sender = talk.sender;
    state.isAsking = true;
    try {
      const result = await fuwen.post(sender, { payload: NOTICES, id: state.noticesId });
      if (result.status !== 200 || sender !== talk.sender) { return; }
      if (result.body.messages.length) { answered({ id: state.noticesId }, result.body.messages); }
      state.noticesId = "";
    } catch (error) { /* asked again with the next look */ } finally { state.isAsking = false; }
  }

  function look() {
    checkHealth();
    lookForNotices();
  }

  function lookAgainUntilUp() {
    setTimeout(async () => {
      await checkHealth();
      if (state.isPartDown) { lookAgainUntilUp(); }
    }, HEALTH_WHILE_DOWN_MS);
  }

  // Another tab of the same talk wrote: show what it has.
  function fromOtherTab(event) {
    if (event.key !== fuwen.memory.TALK || outbox.isBusy) { return; }
    const theirs = fuwen.memory.readTalk();
    if (!theirs) { return; }
    talk.sender = theirs.sender;
    talk.region = theirs.region;
    talk.messages.splice(0, talk.messages.length, ...theirs.messages);
    view.clear();
    view.restore(talk.messages);
    view.region(talk.region);
    refreshQuick();
  }

  function setUpForm() {
    const box = byId("question");
    const fit = () => {
      box.style.height = "auto";
      box.style.height = Math.min(box.scrollHeight + 4, 160) + "px";
    };
    byId("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = box.value.trim();
      if (!text) { box.focus(); return; }
      box.value = "";
      fit();
      say(text);
    });
    box.addEventListener("input", fit);
    box.addEventListener("keydown", (event) => {
      // Enter that only picks a word in a Chinese input method must not send (229: still composing).
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) { return; }
      event.preventDefault();
      byId("form").dispatchEvent(new Event("submit", { cancelable: true }));
    });
  }

  function openMenu(isOpen) {
    byId("menu").hidden = !isOpen;
    byId("menu-button").setAttribute("aria-expanded", String(isOpen));
    byId("forget-box").hidden = true;
  }

  function showSize() {
    document.querySelectorAll("[data-size]").forEach((button) => {
      if (button.tagName === "BUTTON") {
        button.setAttribute("aria-pressed", String(Number(button.getAttribute("data-size")) === fuwen.memory.size()));
      }
    });
  }

  function setUpMenu() {
    byId("menu-button").addEventListener("click", () => openMenu(byId("menu").hidden));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !byId("menu").hidden) {
        openMenu(false);
        byId("menu-button").focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".top")) { openMenu(false); }
    });
    document.querySelectorAll("button[data-size]").forEach((button) => button.addEventListener("click", () => {
      fuwen.memory.setSize(Number(button.getAttribute("data-size")));
      showSize();
    }));
    showSize();
    document.querySelectorAll("button[data-says]").forEach((button) => button.addEventListener("click", () => {
      openMenu(false);
      say(button.textContent, button.getAttribute("data-says"));
    }));
    byId("print").addEventListener("click", () => { openMenu(false); window.print(); });
    byId("forget").addEventListener("click", () => {
      byId("forget-box").hidden = false;
      byId("forget-no").focus();
    });
    byId("forget-no").addEventListener("click", () => { openMenu(false); byId("menu-button").focus(); });
    byId("forget-yes").addEventListener("click", () => {
      openMenu(false);
      byId("menu-button").focus();
      say(texts.forget, FORGET);
    });
    byId("region").addEventListener("click", () => { openMenu(false); say(texts.region_change, CHANGE_REGION); });
  }

  function setUpLine() {
    window.addEventListener("online", () => { refreshBanner(); checkHealth(); outbox.retryNow(); });
    window.addEventListener("offline", refreshBanner);
    window.addEventListener("storage", fromOtherTab);
    document.addEventListener("visibilitychange", look);
    setInterval(look, HEALTH_EVERY_MS);
    if ("serviceWorker" in navigator) { navigator.serviceWorker.register("/keeper.js").catch(() => {}); }
  }

  function begin() {
    if (!talk.messages.length) { greet(); }
    keep();
    view.restore(talk.messages);
    view.region(talk.region);
    refreshQuick();
    setUpForm();
    setUpMenu();
    setUpLine();
    refreshBanner();
    look();
    if (talk.messages.length > 1) { view.toEnd(); }
    outbox.pump();
    useInvitation();
  }

  // An official's invitation link carries its code; it is sent once and leaves the address bar.
  function useInvitation() {
    const code = new URLSearchParams(location.search).get("join");
    if (!code) { return; }
    history.replaceState(null, "", location.pathname);
    say(texts.join, "/join " + code);
  }

  begin();
}(window.Fuwen));
