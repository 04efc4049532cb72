"use strict";
// Messages on their way: one at a time, in order, kept until answered, sent again after trouble under the same id.
(function (fuwen) {
  const FIRST_DELAY_MS = 2000;
  const LONGEST_DELAY_MS = 60000;
  const ANSWER_WITHIN_MS = 45000;
  const SERVER_TRIES = 10;

  function within(ms, promise) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("slow")), ms);
      promise.then(
        (value) => { clearTimeout(timer); resolve(value); },
        (error) => { clearTimeout(timer); reject(error); }
      );
    });
  }

  async function post(sender, message) {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, text: message.payload, id: message.id }),
    });
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    let body = {};
    try { body = await response.json(); } catch (error) { if (response.ok) { throw error; } }
    return { status: response.status, body, retryAfter };
  }

  fuwen.post = post;

  function isUnavailable(body) {
    return body.messages.some((reply) => reply.meta && reply.meta.unavailable);
  }

  fuwen.Outbox = class Outbox {
    // `talk` holds the messages; `tell` has busy(on), changed(message), answered(message, replies), trouble(kind or "").
    constructor(talk, tell) {
      this.talk = talk;
      this.tell = tell;
      this.isBusy = false;
      this.timer = null;
      this.tries = 0;
    }

    add(text, payload) {
      const message = { id: fuwen.memory.randomName(), who: "me", text, payload, state: this.timer ? "waiting" : "sending" };
      this.talk.messages.push(message);
      return message;
    }

    next() {
      return this.talk.messages.find((m) => m.who === "me" && (m.state === "sending" || m.state === "waiting"));
    }

    retryNow() {
      this.talk.messages.forEach((m) => { if (m.state === "failed") { m.state = "waiting"; } });
      this.tries = 0;
      return this.pump();
    }

    async pump() {
      if (this.isBusy || !this.next()) { return; }
      clearTimeout(this.timer);
      this.timer = null;
      this.isBusy = true;
      this.tell.busy(true);
      const message = this.next();
      const sender = this.talk.sender;
      let result = null;
      try {
        result = await within(ANSWER_WITHIN_MS, post(sender, message));
      } catch (error) {
        result = { status: 0, body: {}, retryAfter: 0 };
      }
      this.isBusy = false;
      this.tell.busy(false);
      if (sender === this.talk.sender) { this.settle(message, result); }
      if (!this.timer) { this.pump(); }
    }

    settle(message, result) {
      if (result.status === 200 && !isUnavailable(result.body)) {
        this.finish(message, result.body.messages);
      } else if (result.status === 413 || result.status === 422) {
        this.finish(message, [{ text: String(result.body.detail || ""), buttons: [] }]);
      } else {
        this.later(message, result);
      }
    }

    finish(message, replies) {
      this.tries = 0;
      message.state = "sent";
      this.tell.trouble("");
      this.tell.changed(message);
      this.tell.answered(message, replies);
    }

    later(message, result) {
      this.tries += 1;
      const isServer = result.status !== 0 && result.status !== 429;
      const isGivenUp = isServer && this.tries >= SERVER_TRIES;
      message.state = isGivenUp ? "failed" : "waiting";
      this.tell.changed(message);
      this.talk.messages.filter((m) => m.state === "sending").forEach((m) => {
        m.state = "waiting";
        this.tell.changed(m);
      });
      this.tell.trouble(result.status === 429 ? "too_fast" : isServer ? "part_down" : "unreachable");
      if (isGivenUp) {
        this.tries = 0;
        return;
      }
      const growing = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * Math.pow(2, this.tries - 1));
      // A little chance, so that a whole village does not come back in the same second.
      const delay = Math.max(result.retryAfter * 1000, growing * (0.8 + 0.4 * Math.random()));
      this.timer = setTimeout(() => { this.timer = null; this.pump(); }, delay);
    }
  };
}(window.Fuwen));
