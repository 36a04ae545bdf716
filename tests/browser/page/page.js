// The smallest page around the softphone; tests read window.states and window.phone.
import { Softphone } from "./build/softphone.js";

const given = new URLSearchParams(location.search);
const on = (id, work) => document.getElementById(id).addEventListener("click", work);

window.states = [];
window.phone = new Softphone({
  url: given.get("url"),
  user: given.get("user"),
  password: given.get("password"),
  onState: (state) => {
    window.states.push(state);
    document.getElementById("state").textContent = JSON.stringify(state);
  },
});
on("answer", () => window.phone.answer());
on("hang-up", () => window.phone.hangUp());
on("take-over", () => window.phone.takeOver());
window.phone.start();
