"use strict";
// A document opened at a clause: show which one, and keep the marked sentence in sight.
(function () {
  function arrive() {
    const before = document.querySelector(".here");
    if (before) { before.classList.remove("here"); }
    let clause = "";
    try { clause = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    const place = clause && document.getElementById(clause);
    if (!place) { return; }
    place.classList.add("here");
    place.focus({ preventScroll: true });
    const mark = place.querySelector("mark");
    place.scrollIntoView();
    if (mark && mark.getBoundingClientRect().bottom > window.innerHeight) { mark.scrollIntoView({ block: "center" }); }
  }
  window.addEventListener("hashchange", arrive);
  arrive();
}());
