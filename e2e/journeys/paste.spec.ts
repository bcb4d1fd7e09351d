import { expect, test, type Page } from "@playwright/test";
import { Desk } from "../pages/desk";

/// What the three programs put on the clipboard, shortened: their own wrappers, classes and styles are as they come.
const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style></head><body lang=EN-GB>
<!--StartFragment--><h1 style='mso-x:y'><span lang=EN-GB>From Word<o:p></o:p></span></h1>
<p class=MsoNormal style='color:red'><b style='mso-bidi-font-weight:normal'><span style='font-family:"Calibri",sans-serif'>A bold</span></b> word and <i>a slanted</i> one.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span>First point</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Second point</p>
<p class=MsoNormal>After the list.</p><!--EndFragment--></body></html>`;
const DOCS = `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span style="font-size:16pt;font-weight:400">From Docs</span></h2>
<p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:400;font-style:normal">Plain </span><span style="font-weight:700">bold</span><span style="font-weight:400;font-style:italic"> slanted</span><span style="font-weight:400"> and </span><a href="https://treaty.example/text" style="text-decoration:none"><span style="color:#1155cc;text-decoration:underline">a link</span></a></p><br>
<ol><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">One</span></p></li><li dir="ltr"><p dir="ltr"><span>Two</span></p></li></ol></b><br class="Apple-interchange-newline">`;
const MAIL = `<div dir="ltr" style="font-family:Arial"><div>Dear desk,</div><div><br></div><div onclick="alert(1)">here is <span style="font-weight:bold;color:blue">the quote</span>.<script>alert(2)</script></div>
<blockquote type="cite" style="margin:0 0 0 .8ex"><div>We never said that.</div></blockquote>
<p><a href="javascript:alert(3)">Press here</a><img src="https://pixel.example/1.gif" width="1" height="1" onerror="alert(4)"></p></div>`;

async function paste(page: Page, html: string): Promise<void> {
  await new Desk(page).text().evaluate((element, words) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/html", words);
    clipboard.setData("text/plain", "the plain words, which nobody wants");
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
  }, html);
}

/// What was saved, as readers would see it: one line a block.
async function blocks(page: Page): Promise<string[]> {
  return page.locator(".body").first().evaluate((body) => [...body.children].map((block) => {
    for (const element of [block, ...block.querySelectorAll("*")]) for (const { name } of [...element.attributes]) if (!["href", "style", "class", "onclick", "onerror", "src"].includes(name)) element.removeAttribute(name);
    return block.outerHTML.replace(/\s+/g, " ");
  }));
}

const CASES = [
  { name: "Word", html: WORD, wanted: ["<h2>From Word</h2>", "<p><strong>A bold</strong> word and <em>a slanted</em> one.</p>", "<ul><li>First point</li><li>Second point</li></ul>", "<p>After the list.</p>"] },
  { name: "Google Docs", html: DOCS, wanted: ["<h2>From Docs</h2>", `<p>Plain <strong>bold</strong><em> slanted</em> and <a href="https://treaty.example/text">a link</a></p>`, "<ol><li>One</li><li>Two</li></ol>"] },
  { name: "a mail", html: MAIL, wanted: ["<p>Dear desk,</p>", "<p>here is <strong>the quote</strong>.</p>", "<blockquote><p>We never said that.</p></blockquote>", "<p>Press here</p>"] },
];

test("AC-24 text pasted from Word, Google Docs and a mail becomes blocks of the paper, and nothing else", async ({ page }) => {
  let asked = "";
  page.on("dialog", (dialog) => { asked += dialog.message(); void dialog.dismiss(); });
  page.on("request", (request) => { if (request.url().includes("pixel.example")) asked += request.url(); });
  const desk = new Desk(page);
  await desk.signIn();
  await expect(page).toHaveURL("/desk");
  const story = await desk.begin(/World$/);
  await desk.write(story, "en", { headline: "Pasted", standfirst: "From elsewhere.", body: ["x"] });
  for (const { name, html, wanted } of CASES) {
    await test.step(name, async () => {
      await page.goto(`${story}/en`);
      await desk.replaceText([]);
      await paste(page, html);
      await desk.save();
      await page.goto(`${story}/en/preview`);
      expect(await blocks(page), name).toEqual(wanted);
    });
  }
  expect(asked).toBe("");
});
