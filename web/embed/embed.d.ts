// Types of embed.js: the element <svc-path>, and the messages that the widget and the page around it send each other.
// docs/embedding.md explains them.

/** How things are looked at. */
interface SvcPathLook {
  /** From 1. */
  step?: number | null;
  play?: boolean | null;
  view?: "nodes" | "apps" | null;
}

/** Who asks for what. */
interface SvcPathRequest extends SvcPathLook {
  from?: string | null;
  to?: string | null;
  at?: string | null;
  via?: string | null;
  method?: string | null;
  /** Each `Name: value`. */
  headers?: string[] | null;
}

/** From the page to the widget. */
export type SvcPathOrder = { svcpath: 1; id?: unknown } & (
  | ({ type: "load"; text: string; name?: string | null; link?: boolean | null } & SvcPathRequest)
  | ({ type: "trace"; to: string } & SvcPathRequest)
  | ({ type: "step" } & SvcPathLook)
  | { type: "theme"; theme?: "auto" | "light" | "dark" | null; lang?: string | null }
);

/** From the widget to the page. */
export type SvcPathNews = { svcpath: 1; id?: unknown } & (
  | { type: "ready" }
  | { type: "resize"; height: number }
  | {
      type: "trace";
      from: string;
      to: string;
      verdict: string | null;
      status: number | null;
      service: string | null;
      title: string | null;
      address: string | null;
      open: string;
    }
  | { type: "step"; step: number; steps: number; text: string | null }
  | { type: "error"; field: string; message: string }
);

type SvcPathEvent<T extends SvcPathNews["type"]> = CustomEvent<Extract<SvcPathNews, { type: T }>>;

declare global {
  interface HTMLElementTagNameMap {
    "svc-path": HTMLElement;
  }

  /** On the element, each message of its widget is also an event. */
  interface HTMLElementEventMap {
    "svcpath-ready": SvcPathEvent<"ready">;
    "svcpath-resize": SvcPathEvent<"resize">;
    "svcpath-trace": SvcPathEvent<"trace">;
    "svcpath-step": SvcPathEvent<"step">;
    "svcpath-error": SvcPathEvent<"error">;
  }
}
