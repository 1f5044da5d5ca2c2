// Why the connection ended decides what the page says: see seat.py.
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...given) {
    super(...given);
    this.addEventListener("close", (event) => {
      document.body.dataset.ended = { 1000: "closed", 1001: "closed", 4409: "busy", 4410: "moved" }[event.code] ?? "lost";
    });
  }
};
document.addEventListener("DOMContentLoaded", () => {
  // What is typed goes to the conversation without a click first.
  new MutationObserver(() => document.querySelector(".xterm-helper-textarea")?.focus()).observe(document.body, {
    attributeFilter: ["class"],
  });
  history.replaceState(null, "", "/");
  for (const button of document.querySelectorAll("button")) {
    button.addEventListener("click", () => window.location.assign(button.dataset.go));
  }
});
