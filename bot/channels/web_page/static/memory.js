"use strict";
// What this browser remembers: who asks, the talk so far, the size of the letters.
window.Fuwen = {};
(function (fuwen) {
  const TALK = "fuwen-talk";
  const SIZE = "fuwen-size";
  const KEPT_MESSAGES = 200;

  function inMemory() {
    const kept = {};
    return {
      getItem: (key) => (key in kept ? kept[key] : null),
      setItem: (key, value) => { kept[key] = value; },
      removeItem: (key) => { delete kept[key]; },
    };
  }

  // Some phones forbid storage in private windows: then the tab remembers, and at worst this page alone.
  function firstThatWorks() {
    for (const name of ["localStorage", "sessionStorage"]) {
      try {
        const store = window[name];
        store.setItem("fuwen-try", "1");
        store.removeItem("fuwen-try");
        return store;
      } catch (error) { /* the next one */ }
    }
    return inMemory();
  }

  const store = firstThatWorks();

  function randomName() {
    const bytes = new Uint8Array(16);
    if (window.crypto && window.crypto.getRandomValues) {
      window.crypto.getRandomValues(bytes);
    } else {
      for (let i = 0; i < bytes.length; i += 1) { bytes[i] = Math.floor(Math.random() * 256); }
    }
    return Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
  }

  function blankTalk() {
    return { sender: "web-" + randomName(), region: "", messages: [] };
  }

  function readTalk() {
    try {
      const talk = JSON.parse(store.getItem(TALK));
      if (talk && typeof talk.sender === "string" && Array.isArray(talk.messages)) { return talk; }
    } catch (error) { /* unreadable: begin anew */ }
    return null;
  }

  function writeTalk(talk) {
    talk.messages.splice(0, Math.max(0, talk.messages.length - KEPT_MESSAGES));
    try {
      store.setItem(TALK, JSON.stringify(talk));
    } catch (error) {
      // Full: keep the newer half rather than nothing.
      talk.messages.splice(0, Math.ceil(talk.messages.length / 2));
      try { store.setItem(TALK, JSON.stringify(talk)); } catch (again) { /* this page still remembers */ }
    }
  }

  function size() { return Number(store.getItem(SIZE)) || 0; }

  function setSize(value) {
    store.setItem(SIZE, String(value));
    document.documentElement.setAttribute("data-size", String(value));
  }

  document.documentElement.setAttribute("data-size", String(size()));
  fuwen.memory = { TALK, randomName, blankTalk, readTalk, writeTalk, size, setSize };
}(window.Fuwen));
