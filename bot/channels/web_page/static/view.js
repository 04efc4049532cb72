"use strict";
// The talk as people see it. Words from outside are set as text, never as HTML.
(function (fuwen) {
  const CLAUSE = /^\/show_clause\s*(\{[\s\S]*\})$/;
  const SHEET = /^\/sheets\/[\w-]+\.pdf$/;
  const CALENDAR = /https?:\/\/[^\s/]+(\/calendar\/[\w-]+\.ics(?:\?download=1)?)/;
  const SOURCE_LINE = /^\s*——/;
  const byId = (id) => document.getElementById(id);

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  // A button that shows a clause becomes a link into the document, with the quoted sentence to be marked.
  // A sheet to print has an address already.
  function clauseAddress(payload, meta) {
    if (SHEET.test(payload)) { return payload; }
    const found = CLAUSE.exec(payload);
    if (!found) { return ""; }
    try {
      const asked = JSON.parse(found[1]);
      if (!asked.document) { return ""; }
      const clause = String(asked.clause || "");
      const cited = ((meta && meta.citations) || []).find((c) => c.document === asked.document && c.clause === clause);
      const quote = asked.quote || (cited && cited.quote) || "";
      const query = quote ? "?clause=" + encodeURIComponent(clause) + "&quote=" + encodeURIComponent(quote) : "";
      return "/documents/" + encodeURIComponent(asked.document) + query + "#" + encodeURIComponent(clause);
    } catch (error) { return ""; }
  }

  // The address of one's own calendar can be tapped; the page knows itself where the server is.
  function calendarLine(line, found) {
    const made = element("p", "", line.slice(0, found.index));
    const link = element("a", "", found[0]);
    link.href = found[1];
    made.appendChild(link);
    return made;
  }

  function paragraphs(text) {
    const box = element("div", "words");
    const lines = String(text).split("\n");
    let plain = [];
    const flush = () => {
      if (plain.join("").trim()) { box.appendChild(element("p", "", plain.join("\n"))); }
      plain = [];
    };
    lines.forEach((line) => {
      if (SOURCE_LINE.test(line)) {
        flush();
        box.appendChild(element("p", "from", line.trim()));
      } else if (CALENDAR.test(line)) {
        flush();
        box.appendChild(calendarLine(line, CALENDAR.exec(line)));
      } else { plain.push(line); }
    });
    flush();
    return box;
  }

  function isSafePicture(address) {
    return /^\/(?!\/)/.test(address) || /^data:image\/(png|jpeg|webp);/.test(address);
  }

  fuwen.View = class View {
    constructor(texts, act) {
      this.texts = texts;
      this.act = act;
      this.shown = {};
      this.log = byId("log");
    }

    clear() {
      this.shown = {};
      this.log.textContent = "";
      this.quick(null);
    }

    // Old messages are put back silently: a screen reader is not to read the whole talk again.
    restore(messages) {
      this.log.setAttribute("aria-live", "off");
      messages.forEach((message) => this.show(message));
      setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
    }

    show(message) {
      if (this.shown[message.id]) { return this.update(message); }
      const item = element("li", message.who);
      item.appendChild(element("span", "unseen", this.texts[message.who] + "："));
      item.appendChild(paragraphs(message.text));
      if (message.image && isSafePicture(message.image)) { item.appendChild(this.picture(message.image)); }
      const sources = this.sources(message);
      if (sources) { item.appendChild(sources); }
      if (message.own) { this.offer(item.appendChild(element("div", "own")), message); }
      this.shown[message.id] = item;
      this.log.appendChild(item);
      this.update(message);
      return item;
    }

    picture(address) {
      const image = element("img");
      image.src = address;
      image.alt = this.texts.picture;
      image.setAttribute("loading", "lazy");
      return image;
    }

    sources(message) {
      const box = element("p", "sources");
      (message.buttons || []).forEach((button) => {
        const address = clauseAddress(button.payload, message.meta);
        if (!address) { return; }
        const link = element("a", "", button.title);
        link.href = address;
        box.appendChild(link);
      });
      return box.children.length ? box : null;
    }

    update(message) {
      const item = this.shown[message.id];
      const old = item.querySelector(".state");
      if (old) { item.removeChild(old); }
      if (message.state === "waiting" || message.state === "failed") {
        const state = element("p", "state", this.texts[message.state]);
        const again = element("button", "", this.texts.retry);
        again.type = "button";
        again.addEventListener("click", () => this.act.retry());
        state.appendChild(again);
        item.appendChild(state);
      }
      return item;
    }

    quick(message) {
      const box = byId("quick");
      const hadFocus = box.contains(document.activeElement);
      box.textContent = "";
      const buttons = message ? this.offer(box, message) : [];
      box.hidden = !buttons.length;
      // The button under the finger is gone: keep a keyboard user in the talk, without raising a phone's keyboard.
      if (hadFocus && !buttons.length) {
        this.log.tabIndex = -1;
        this.log.focus({ preventScroll: true });
      }
    }

    // Put a message's replies somewhere as buttons to tap.
    offer(box, message) {
      const buttons = (message.buttons || []).filter((b) => !clauseAddress(b.payload, message.meta));
      buttons.forEach((button) => {
        const made = element("button", "", button.title);
        made.type = "button";
        made.addEventListener("click", () => this.act.say(button.title, button.payload));
        box.appendChild(made);
      });
      return buttons;
    }

    typing(text) {
      byId("typing").hidden = !text;
      byId("typing-text").textContent = text;
      if (text) { this.toEnd(); }
    }

    banner(text) {
      const box = byId("banner");
      if (box.textContent !== text) { box.textContent = text; }
      box.hidden = !text;
    }

    region(name) {
      byId("region-name").textContent = name || this.texts.region_unknown;
      byId("region").classList.toggle("unknown", !name);
    }

    toEnd() { window.scrollTo(0, document.documentElement.scrollHeight); }

    // A long answer is read from its beginning.
    toStartOf(item) {
      this.toEnd();
      const top = item.getBoundingClientRect().top - document.querySelector(".top").offsetHeight - 8;
      if (top < 0) { window.scrollBy(0, top); }
    }
  };
}(window.Fuwen));
