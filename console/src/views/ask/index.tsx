/** Ask: one box over all footage, answers that cite moments, and the moments beside them. */
import { Route, Routes } from "react-router";
import { AskPage } from "./AskPage";

export default function AskView() {
  return (
    <Routes>
      <Route index element={<AskPage />} />
      <Route path=":sessionId" element={<AskPage />} />
    </Routes>
  );
}
