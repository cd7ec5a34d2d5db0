/** The views: one folder each. Their paths are also in schema/transport/console.py, which serves the page under them. */
import { type ComponentType, lazy, type LazyExoticComponent } from "react";
import type { IconName } from "~/ui/Icon";

export interface View {
  name: string;
  /** Of the route; what is behind it belongs to the view. */
  path: string;
  /** Where the navigation leads. */
  to: string;
  /** After "g". */
  key: string;
  icon: IconName;
  Component: LazyExoticComponent<ComponentType>;
}

export const VIEWS: View[] = [
  { name: "ask", path: "/ask/*", to: "/ask", key: "a", icon: "ask", Component: lazy(() => import("~/views/ask")) },
  { name: "events", path: "/events/*", to: "/events", key: "e", icon: "events", Component: lazy(() => import("~/views/events")) },
  { name: "cameras", path: "/cameras/*", to: "/cameras", key: "c", icon: "camera", Component: lazy(() => import("~/views/cameras")) },
  { name: "videos", path: "/videos/*", to: "/videos", key: "v", icon: "video", Component: lazy(() => import("~/views/video")) },
  { name: "uploads", path: "/uploads/*", to: "/uploads", key: "u", icon: "upload", Component: lazy(() => import("~/views/uploads")) },
  { name: "health", path: "/health/*", to: "/health", key: "h", icon: "health", Component: lazy(() => import("~/views/health")) },
];
