/** Keys that work in every view: "?" for help, "g" and a letter for a view, "/" for the view's box. */
import { useEffect, useEffectEvent } from "react";
import { useNavigate } from "react-router";
import { isTyping } from "~/lib/keys";
import { VIEWS } from "./views";

// How long after "g" its letter may come, in milliseconds.
const PAUSE = 1_200;

export function useGlobalKeys(onHelp: () => void): void {
  const navigate = useNavigate();
  const help = useEffectEvent(onHelp);
  const go = useEffectEvent((to: string) => void navigate(to));
  useEffect(() => {
    let pressed = 0;
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const view = event.timeStamp - pressed < PAUSE ? VIEWS.find(({ key }) => key === event.key) : undefined;
      pressed = event.key === "g" ? event.timeStamp : 0;
      if (view) {
        event.stopImmediatePropagation();
        event.preventDefault();
        go(view.to);
      } else if (event.key === "?") {
        help();
      } else if (event.key === "/") {
        const box = document.querySelector<HTMLElement>("[data-main-box]");
        if (box) {
          event.preventDefault();
          box.focus();
        }
      }
    };
    // Before the views' own keys, so that "g c" does not confirm an event.
    window.addEventListener("keydown", listen, { capture: true });
    return () => window.removeEventListener("keydown", listen, { capture: true });
  }, []);
}
