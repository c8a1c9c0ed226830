// What nodes and settings decide, seen on the page.
import { current, expect, hops, paste, problems, test, verdict } from "./site";

const local = "./?src=gallery/05-only-where-a-pod-lives.yaml&from=internet&to=service/shop/api";

test("each node tells whether it answers, and can be asked alone", async ({ site }) => {
  await site.goto(local);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "partial");
  const rows = site.getByRole("table", { name: "Nodes" }).getByRole("row");
  await expect(rows.filter({ hasText: "node-1" })).toContainText("1 endpoint");
  await expect(rows.filter({ hasText: "node-3" })).toContainText("Dropped");
  await rows.getByRole("button", { name: "node-3" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "dropped");
  await expect(site.getByRole("combobox", { name: "To" })).toHaveValue(/192\.168\.10\.13:30080/);
  // The others are still told.
  await expect(rows.filter({ hasText: "node-1" })).toContainText("1 endpoint");
});

test("inside the cluster no node is an entry", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(site.getByRole("table", { name: "Nodes" })).toHaveCount(0);
});

test("every setting can be seen and set, and the answer follows", async ({ site }) => {
  await site.goto("./");
  await expect(hops(site).getByText(/MASQUERADE|masqueradeAll/)).toHaveCount(0);
  await site.getByRole("button", { name: "All settings" }).click();
  const settings = site.getByRole("list", { name: "Assumptions" });
  await expect(settings.locator(".setting")).toHaveCount(16);
  await settings.getByRole("button", { name: /^masqueradeAll/ }).click();
  await settings.getByRole("button", { name: "true" }).click();
  await expect(hops(site).getByText(/masqueradeAll/)).not.toHaveCount(0);
  await expect(settings.getByRole("button", { name: /masqueradeAll/ })).toBeVisible();
  await site.getByRole("button", { name: "Undo" }).click();
  await expect(hops(site).getByText(/masqueradeAll/)).toHaveCount(0);
});

test("a reply that misses the node that rewrote the request is discarded", async ({ site }) => {
  await site.goto(local);
  await site.getByRole("list", { name: "Assumptions" }).getByRole("button", { name: "kube-proxy: iptables" }).click();
  await site.getByRole("button", { name: "ipvs" }).click();
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await site.getByRole("table", { name: "Nodes" }).getByRole("button", { name: "node-3" }).click();
  await expect(site.getByText(/an address it did not ask/)).toBeVisible();
  await site.keyboard.press("End");
  await expect(current(site)).toContainText("discards");
});

test("the API server's refusals stand at their lines", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await paste(
    site,
    "apiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec:\n  type: ClusterIP\n  selector: {app: api}\n  ports:\n  - port: 80\n    nodePort: 30080\n",
  );
  await site.getByRole("tab", { name: /^Problems/ }).click();
  await expect(problems(site).getByRole("listitem").filter({ hasText: "nodePort" })).toContainText("line 9");
});
