"""A page of another origin uploads footage by PUT and reads it by ranges: CORS of the API and of S3, in Chromium."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from config import Settings
from devstack.stack.product import PAGES
from models.access.principal import Principal
from tests.docs.browser import open_page
from tests.schema.uploads.sending import make_video
from tests.support.chromium import require_chromium
from tests.support.npm import install_scripts
from tests.support.serving import serve_api

SCRIPT = """
const { address, footage } = %s;
const token = await (await fetch("/token")).text();
// Headers as tools add them to every request of a page.
const headers = {
  authorization: `Bearer ${token}`, "content-type": "application/json", traceparent: "00-1-1-01", "x-own": "1",
};
const ask = async (query, variables) => {
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(`${address}/graphql`, { method: "POST", headers, body });
  return (await answer.json()).data;
};
const body = Uint8Array.from(atob(footage), (one) => one.codePointAt(0));
const input = { filename: "till.mp4", contentType: "video/mp4", sizeBytes: body.length };
const { requestUpload } = await ask(
  `mutation ($input: RequestUploadInput!) {
    requestUpload(input: $input) { video { id } uploadToken url headers { name value } userErrors { message } }
  }`,
  { input },
);
const sent = await fetch(requestUpload.url, {
  method: "PUT", body, headers: Object.fromEntries(requestUpload.headers.map(({ name, value }) => [name, value])),
});
const { confirmUpload } = await ask(
  `mutation ($input: ConfirmUploadInput!) { confirmUpload(input: $input) { video { id } userErrors { message } } }`,
  { input: { uploadToken: requestUpload.uploadToken } },
);
const { video } = await ask(`query ($id: ID!) { video(id: $id) { downloadUrl } }`, { id: requestUpload.video.id });
const range = await fetch(video.downloadUrl, { headers: { range: "bytes=0-99" } });
console.log(JSON.stringify({
  sent: sent.status, etag: sent.headers.get("etag") !== null, mistakes: confirmUpload.userErrors,
  range: range.status, bytes: (await range.arrayBuffer()).byteLength, shown: range.headers.get("etag") !== null,
}));
"""


@pytest.mark.slow
async def test_a_page_uploads_by_put_and_reads_ranges_with_their_etag(
    settings: Settings, principal: Principal, tokens: Callable[[Principal], str], tmp_path: Path
) -> None:
    chromium = require_chromium()
    folder = await install_scripts(Path(__file__).parent, tmp_path / "apollo")
    # As `make run` sets it.
    allowing = settings.model_copy(update={"cors_allowed_origins": tuple(PAGES["CORS_ALLOWED_ORIGINS"].split(","))})
    async with serve_api(allowing) as address:
        given = {"address": address, "footage": base64.b64encode(make_video()).decode()}
        script = SCRIPT % json.dumps(given)
        async with open_page(folder, chromium, script, lambda: tokens(principal)) as page:
            told = await page.read()
    assert told == {"sent": 200, "etag": True, "mistakes": [], "range": 206, "bytes": 100, "shown": True}
