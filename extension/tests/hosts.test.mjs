import assert from "node:assert/strict";
import test from "node:test";
import { pageKey, placeOf, safeLink } from "../src/lib/hosts.js";

for (const address of [
  "https://www.aliexpress.com/p/order/detail.html?orderId=1",
  "https://www.aliexpress.us/p/order/index.html",
  "https://trade.aliexpress.com/orderList.htm",
  "https://track.aliexpress.com/logisticsdetail.htm?tradeId=1",
  "https://aliexpress.ru/order-list/1",
  "https://pt.aliexpress.com/p/order/index.html",
]) {
  test(`${address} is the shop`, () => assert.equal(placeOf(address), "shop"));
}

for (const address of [
  undefined,
  "",
  "about:blank",
  "chrome://extensions/",
  "http://www.aliexpress.com/p/order/index.html",
  "https://www.aliexpress.com:8443/",
  "https://www.aliexpress.com.evil.example/",
  "https://evil.example/www.aliexpress.com",
  "https://www.aliexpress.com@evil.example/",
  "https://user:pass@www.aliexpress.com/",
  "https://notaliexpress.com/",
  "https://www.aliexpress.com./",
  "https://xn--aliexpres-3db.com/",
  "file:///www.aliexpress.com/",
]) {
  test(`${address} is not`, () => {
    assert.equal(placeOf(address), "other");
    assert.equal(safeLink(address), null);
  });
}

test("the log-in page is known, and never linked", () => {
  assert.equal(placeOf("https://login.aliexpress.com/"), "login");
  assert.equal(safeLink("https://login.aliexpress.com/"), null);
  assert.equal(safeLink("javascript:alert(1)"), null);
});

test("a result belongs to the page, wherever it is scrolled", () => {
  assert.equal(pageKey("https://www.aliexpress.com/a?b=1#c"), "https://www.aliexpress.com/a?b=1");
});
