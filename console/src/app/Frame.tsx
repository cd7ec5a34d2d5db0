/** The frame around every view: navigation, keys, and what is shown while a view loads or after it failed. */
import { Suspense, useState } from "react";
import { Navigate, NavLink, Route, Routes, useLocation } from "react-router";
import { useT } from "~/i18n/I18n";
import { Icon } from "~/ui/Icon";
import { Loading } from "~/ui/Loading";
import { Account } from "./Account";
import { Boundary } from "./Boundary";
import { Help } from "./Help";
import { useGlobalKeys } from "./useGlobalKeys";
import { VIEWS } from "./views";
import styles from "./Frame.module.css";

export function Frame() {
  const t = useT();
  const [helps, setHelps] = useState(false);
  const location = useLocation();
  useGlobalKeys(() => setHelps(true));
  return (
    <div className={styles["frame"]}>
      <a className={styles["skip"]} href="#main">
        {t("skip-to-content")}
      </a>
      <header className={styles["side"]}>
        <span className={styles["brand"]}>Watchgraph</span>
        <nav aria-label={t("navigation")}>
          <ul className={styles["list"]}>
            {VIEWS.map((view) => (
              <li key={view.name}>
                <NavLink
                  to={view.to}
                  className={({ isActive }) => `${styles["link"]} ${isActive ? styles["active"] : ""}`}
                >
                  <Icon name={view.icon} />
                  <span>{t(`view-${view.name}`)}</span>
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        <Account onHelp={() => setHelps(true)} />
      </header>
      <main id="main" className={styles["main"]} tabIndex={-1}>
        <Boundary key={location.pathname.split("/")[1]}>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route path="/" element={<Navigate to="/ask" replace />} />
              {VIEWS.map(({ path, Component }) => (
                <Route key={path} path={path} element={<Component />} />
              ))}
              <Route path="*" element={<Navigate to="/ask" replace />} />
            </Routes>
          </Suspense>
        </Boundary>
      </main>
      <Help open={helps} onOpenChange={setHelps} />
    </div>
  );
}
