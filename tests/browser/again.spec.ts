// What is done a second time, or done and taken back, and what takes itself away while it is used.
import { pick } from "./drawing";
import { editor, expect, menu, test, typo, verdict } from "./site";

test("replicas are changed at the thing itself, again and again", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.keyboard.press("d");
  await pick(site, /^pod shop\/api-2/);
  const handles = site.locator(".handles");
  for (const [name, counts] of [["One replica more", [4, 5, 6]], ["One replica less", [5, 4, 3]]] as const) {
    for (const count of counts) {
      await handles.getByRole("button", { name }).click();
      await expect(handles.locator("output")).toHaveText(String(count));
      await expect(editor(site)).toContainText(`replicas: ${count}`);
    }
  }
});

test("what is selected next is what is changed next", async ({ site }) => {
  await site.goto("./");
  await expect(verdict(site)).toBeVisible();
  await site.keyboard.press("d");
  const more = site.locator(".handles").getByRole("button", { name: "One replica more" });
  const undo = site.getByRole("button", { name: "Undo" });
  await pick(site, /^pod shop\/api-2/);
  await more.click();
  await expect(undo).toHaveAttribute("title", "Undo: replicas of Deployment shop/api");
  await pick(site, /^pod shop\/web-1/);
  await more.click();
  await expect(undo).toHaveAttribute("title", "Undo: replicas of Deployment shop/web");
});

test("typing that is taken back and done again stands in the editor", async ({ site }) => {
  await site.goto("./?editor=1");
  await editor(site).getByText("replicas: 3").click();
  await site.keyboard.press("End");
  await site.keyboard.press("Backspace");
  await site.keyboard.type("5");
  await expect(site.getByRole("treeitem", { name: /5 of 5 pods ready/ })).toBeAttached();
  for (const round of [1, 2]) {
    await site.getByRole("button", { name: "Undo" }).click();
    await expect(editor(site), `undone ${round}`).toContainText("replicas: 3");
    await site.getByRole("button", { name: "Redo" }).click();
    await expect(editor(site), `done again ${round}`).toContainText("replicas: 5");
  }
  await editor(site).getByText("replicas: 5").click();
  await site.keyboard.press("ControlOrMeta+z");
  await expect(editor(site)).toContainText("replicas: 3");
  await site.keyboard.press("ControlOrMeta+Shift+Z");
  await expect(editor(site)).toContainText("replicas: 5");
});

test("files are opened by the menu, which goes away with them", async ({ site }) => {
  await site.goto("./?editor=1");
  const open = async (...files: string[]) => {
    await menu(site, "Files: open, download");
    const [chooser] = await Promise.all([site.waitForEvent("filechooser"), site.getByText("Open files…").click()]);
    await chooser.setFiles(files.map((name) => ({ name, mimeType: "text/yaml", buffer: Buffer.from(typo) })));
    await site.getByRole("tab", { name: /^Manifests/ }).click();
  };
  await open("one.yaml");
  await expect(editor(site)).toContainText("app: carts");
  await open("one.yaml", "two.yaml");
  await expect(site.getByRole("tab", { name: "two.yaml" })).toBeVisible();
});
