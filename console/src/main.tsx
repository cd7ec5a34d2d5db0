import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { readFragment, sessions } from "./api/session";
import { applyTheme } from "./app/theme";
import "./styles/tokens.css";
import "./styles/base.css";

applyTheme();
// `make run` prints an address that signs in. The token leaves the address, and with it the browser's history.
const token = readFragment(window.location.hash);
if (token) {
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  sessions.signIn(token);
}
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
