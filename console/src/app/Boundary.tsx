/** A view that fails leaves the others usable, and says what to do. */
import { Component, type ReactNode } from "react";
import { useT } from "~/i18n/I18n";
import { Button } from "~/ui/Button";
import { EmptyState } from "~/ui/EmptyState";

export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const t = useT();
  return (
    <EmptyState title={t("view-failed")} about={t("view-failed-how")}>
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </EmptyState>
  );
}
