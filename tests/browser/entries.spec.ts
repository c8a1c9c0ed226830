// What L7 entries, policies and names decide, seen on the page.
import { expect, hops, test, verdict } from "./site";

const gateway = "./?src=gallery/12-many-hands-one-gateway.yaml&from=internet&to=http://shop.example.com/";
const night = "./?src=gallery/10-two-in-the-morning.yaml&from=deploy/shop/web&to=http://api/";

test("a header that a rule looks for is suggested, and takes the request to another backend", async ({ site }) => {
  await site.goto(gateway);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
  await expect(hops(site).getByText("/ (PathPrefix) takes the request", { exact: false })).toBeVisible();
  await site.getByRole("button", { name: "HTTP" }).click();
  await site.getByRole("button", { name: /x-version: next/i }).click();
  await expect(hops(site).getByText(/x-version=next takes the request/)).toBeVisible();
  await expect(site.getByRole("button", { name: "HTTP" })).toContainText("GET +1");
  await expect(hops(site).getByText(/shop-next-1 listens/)).toBeVisible();
});

test("the ladder says of every rule why it lost", async ({ site }) => {
  await site.goto(`${gateway.replace("shop.example.com", "cart.example.com")}&step=5`);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "unmatched");
  await expect(verdict(site)).toContainText("404");
  await expect(site.getByText("other host").first()).toBeVisible();
});

test("a policy that stops the question to DNS hides two more causes, and mending all of them delivers", async ({ site }) => {
  await site.goto(night);
  await expect(verdict(site)).toHaveAttribute("data-verdict", "dropped");
  await expect(hops(site).getByText(/NetworkPolicy shop\/web isolates/)).toBeVisible();
  const fixes = site.locator(".causes").getByRole("button", { name: /^Apply/ });
  await expect(fixes).toHaveText([/spec\.egress\[1\]/, /spec\.selector\[app\] to api/, /targetPort to http/]);
  for (const left of [2, 1, 0]) {
    await fixes.first().click();
    await expect(fixes).toHaveCount(left);
  }
  await expect(verdict(site)).toHaveAttribute("data-verdict", "delivered");
});
