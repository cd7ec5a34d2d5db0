import { useT } from "~/i18n/I18n";
import { Page } from "~/ui/Page";

export default function View() {
  const t = useT();
  return <Page title={t("view-uploads")}>{null}</Page>;
}
