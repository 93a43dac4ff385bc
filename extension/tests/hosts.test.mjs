import assert from "node:assert/strict";
import test from "node:test";
import { kindOf, pageKey, placeOf, safeLink } from "../src/lib/hosts.js";

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

test("an address tells a list and a chat", () => {
  const told = {
    "https://www.aliexpress.com/p/order/index.html?tab=1": "list",
    "https://trade.aliexpress.com/orderList.htm": "list",
    "https://aliexpress.ru/order-list/1": "list",
    "https://msg.aliexpress.com/buyerMsgList.htm": "chat",
    "https://www.aliexpress.com/p/order/detail.html?orderId=1": null,
    "https://www.aliexpress.com/item/1005.html": null,
  };
  for (const [address, kind] of Object.entries(told)) {
    assert.equal(kindOf(address), kind, address);
  }
});
