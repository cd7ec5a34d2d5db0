/** Videos: a list, and each with its player. */
import { Route, Routes } from "react-router";
import { VideoList } from "./VideoList";
import { VideoPage } from "./VideoPage";

export default function VideoView() {
  return (
    <Routes>
      <Route index element={<VideoList />} />
      <Route path=":videoId" element={<VideoPage />} />
    </Routes>
  );
}
