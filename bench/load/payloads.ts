/** What the outside sends, as it sends it; each number makes another one. Written as text, so that making one is cheap. */
export const payloads = {
  /** Telegram: a text of a person whom nobody has seen. */
  update: (n: number): string =>
    `{"update_id":${500_000_000 + n},"message":{"message_id":${n + 1},"from":{"id":${6_000_000_000 + n},"is_bot":false,` +
    `"first_name":"Вера","last_name":"Николаева","username":"vera_${n}","language_code":"ru","is_premium":true},` +
    `"chat":{"id":${6_000_000_000 + n},"first_name":"Вера","last_name":"Николаева","username":"vera_${n}","type":"private"},` +
    `"date":1764100000,"text":"/start promo_${n}","entities":[{"offset":0,"length":6,"type":"bot_command"}]}}`,

  /** YooKassa: a payment by card was paid. */
  notification: (n: number): string => notification(uuidOf(n), String(n)),
} as const;

export type Payload = keyof typeof payloads;

/** YooKassa's notification of a succeeded payment. https://yookassa.ru/developers/using-api/webhooks */
export const notification = (id: string, paymentId: string): string =>
  `{"type":"notification","event":"payment.succeeded","object":{"id":"${id}","status":"succeeded",` +
  `"amount":{"value":"199.00","currency":"RUB"},"income_amount":{"value":"192.04","currency":"RUB"},` +
  `"description":"Подписка на 1 месяц","recipient":{"account_id":"100500","gateway_id":"100700"},` +
  `"payment_method":{"type":"bank_card","id":"${id}","saved":false,"status":"inactive","title":"Bank card *4444",` +
  `"card":{"first6":"555555","last4":"4444","expiry_year":"2029","expiry_month":"07","card_type":"MasterCard",` +
  `"card_product":{"code":"E"},"issuer_country":"RU"}},"captured_at":"2026-11-25T20:02:03.000Z",` +
  `"created_at":"2026-11-25T20:01:02.000Z","test":true,"refunded_amount":{"value":"0.00","currency":"RUB"},` +
  `"paid":true,"refundable":true,"metadata":{"payment_id":"${paymentId}"},` +
  `"authorization_details":{"rrn":"10000000000","auth_code":"000000","three_d_secure":{"applied":false}}}}`;

const uuidOf = (n: number): string => `2d2c1a00-000f-5000-9000-${n.toString(16).padStart(12, '0')}`;
