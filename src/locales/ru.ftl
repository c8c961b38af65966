# Короткие тексты, тепло и точно. Переменные уже экранированы.

back = ← Назад
menu = ☰ Меню
gigabytes = { $count } ГБ

term =
    { $months ->
        [0] { $days ->
            [one] { $days } день
            [few] { $days } дня
           *[other] { $days } дней
        }
        [one] { $months } месяц
        [few] { $months } месяца
       *[other] { $months } месяцев
    }

## Первая встреча и меню

welcome-text =
    <b>Привет{ $named ->
        [0] !
       *[other] , { $name }!
    }</b>

    Это быстрый VPN, который просто работает: на телефоне, компьютере и телевизоре.

    Подключение занимает минуту: выберите срок, оплатите и откройте ссылку в приложении.
home-title = <b>Главное меню</b>
home-none = Подписки пока нет. Выберите срок, и через минуту вы на связи.
home-active =
    ✅ Подписка активна до <b>{ $date }</b>
    Осталось: { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
home-ended = ⏳ Подписка закончилась { $date }. Продлите её, и всё заработает снова: та же ссылка, те же устройства.
home-trial = 🎁 Попробовать бесплатно
home-buy = 🚀 Купить подписку
home-renew = 🚀 Продлить
home-subscription = 🔐 Моя подписка
home-subscriptions = 🔐 Мои подписки ({ $count })
home-balance = 👛 Баланс
home-history = 🧾 Платежи
home-language = 🌐 Language
home-help = 💬 Помощь
home-menu = ☰ Меню
home-status = 📊 Статус
home-terms = 📄 Условия
language-text = <b>Язык</b> · Language

## Пробный период

trial-text =
    <b>Попробуйте бесплатно</b>

    { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    } без оплаты и без карты. Если потом купите подписку, остаток пробных дней сохранится.
trial-start = 🎁 Начать
limits-traffic = 📶 Трафик: { $size }
limits-traffic-unlimited = 📶 Трафик: без ограничений
limits-devices =
    📱 { $count ->
        [one] { $count } устройство
        [few] { $count } устройства
       *[other] { $count } устройств
    }

## Покупка

plans-text = <b>На какой срок?</b>
plans-text-of = <b>{ $plan }: на какой срок?</b>
plans-which = <b>Какой тариф?</b>
plans-plan-title = <b>{ $plan }</b>
plans-plan = { $plan } · от { $price }
plan-standard = Стандарт
plan-trial = Пробный
plans-none = Сейчас ничего не продаётся. Загляните, пожалуйста, чуть позже.
plans-offer =
    { $saves ->
        [0] { $term } · { $price }
       *[other] { $term } · { $price } (−{ $saves } %)
    }
addon-devices =
    +{ $count ->
        [one] { $count } устройство
        [few] { $count } устройства
       *[other] { $count } устройств
    }
addon-traffic = +{ $size } трафика
addons-text =
    <b>Что добавить?</b>

    Работает сразу и до конца оплаченного срока: { $date }.
addons-none = К этой подписке сейчас нечего добавить.
addons-offer = { $what } · { $price }
methods-text =
    <b>{ $term }</b> · { $price }

    Как вам удобнее заплатить?
saving-on = 💾 Сохранить карту: да
saving-off = 💾 Сохранить карту: нет
saving-on-text = 💾 Карта сохранится, чтобы продлевать подписку без вас. Удалить её можно в любой момент.
saving-off-text = Карта не сохранится: для продления её нужно будет ввести снова.
methods-balance = На балансе: { $amount }
methods-change =
    🔁 Тариф сменится сразу: { $left ->
        [one] остаток { $left } день
        [few] остаток { $left } дня
       *[other] остаток { $left } дней
    } на «{ $from }» { $become ->
        [one] станет { $become } днём
       *[other] станут { $become } днями
    } на «{ $to }», и к ним добавится новый срок.
methods-split-on = 💰 Добавить с баланса
methods-split-off = 💰 Не трогать баланс
methods-split = { $provider } { $rest } + баланс { $part }
methods-way = { $provider } · { $price }
methods-none =
    <b>{ $term }</b> · { $price }

    Оплата сейчас недоступна. Загляните, пожалуйста, чуть позже.
provider-yookassa = 💳 Картой или СБП
provider-cryptopay = 🪙 Криптовалютой
provider-freekassa = 📱 СБП
provider-platega = 🏦 СБП, картой и не только
provider-heleket = 🔷 Криптовалютой, Heleket
provider-cryptomus = 🔶 Криптовалютой, Cryptomus
provider-stripe = 💳 Иностранной картой
provider-tribute = ❤️ Tribute
provider-stars = ⭐ Звёздами Telegram
provider-balance = 👛 С баланса
payment-preparing = Готовим счёт на <b>{ $amount }</b>… Это пара секунд.
payment-text =
    <b>Счёт на { $amount }</b>
    { $provider }

    Нажмите «Оплатить». Как только деньги придут, мы сами пришлём доступ: ждать здесь не нужно.
payment-topup-text =
    <b>Счёт на { $amount }</b>
    { $provider }

    Нажмите «Оплатить». Как только деньги придут, они появятся на балансе: ждать здесь не нужно.
payment-saves = 💾 Карта сохранится для продления. Удалить её можно в любой момент: Баланс → Способы оплаты.
payment-pay = Оплатить { $amount }
payment-look = 🔄 Проверить
payment-check = 🔄 Я оплатил
payment-cancel = ✖️ Отменить
payment-succeeded = ✅ Оплачено. Спасибо!
payment-review = 🔎 Платёж пришёл, но его нужно проверить человеку. Мы уже занимаемся этим и напишем вам.
payment-refunded = ↩️ Деньги за этот платёж возвращены.
payment-canceled = Счёт отменён. Если вы уже заплатили, ничего не пропадёт: деньги будут зачтены.
payment-over = Этот счёт больше не действует, деньги не списаны.
payment-again = 🚀 Попробовать ещё раз
waiting-paid =
    ✅ <b>Оплачено, готовим доступ</b>

    Обычно это несколько секунд; если сервер занят, чуть дольше. Пришлём ссылку сюда, как только всё будет готово: ничего нажимать не нужно.
waiting-trial =
    🎁 <b>Готовим пробный доступ</b>

    Обычно это несколько секунд; если сервер занят, чуть дольше. Пришлём ссылку сюда, как только всё будет готово: ничего нажимать не нужно.
waiting-over = ✅ <b>Доступ готов</b>
ready-first =
    🎉 <b>Готово!</b>
    Подписка активна до { $date }.
ready-renewed =
    🎉 <b>Подписка продлена</b>
    Теперь она активна до { $date }. Ссылка прежняя, настраивать заново не нужно.
ready-trial =
    🎁 <b>Пробный период начался</b>
    Он активен до { $date }.
ready-addon =
    🎉 <b>Готово: { $what }</b>
    Действует до { $date }. Ссылка прежняя, настраивать заново не нужно.
ready-link =
    Ваша ссылка для подключения (нажмите, чтобы скопировать):
    <code>{ $link }</code>

## Моя подписка и подключение

subscription-title =
    <b>Моя подписка{ $number ->
        [1] { "" }
       *[other] { " № " }{ $number }
    }</b>
subscription-plan = 🏷 Тариф: { $plan }
subscriptions-title = <b>Мои подписки</b>
subscriptions-which =
    <b>Продлить или взять ещё одну?</b>

    У каждой подписки своя ссылка и свои устройства.
subscriptions-active = № { $number } · до { $date }
subscriptions-ended = № { $number } · закончилась
subscriptions-new = ➕ Ещё одна подписка
subscription-active =
    ✅ Активна до <b>{ $date }</b> (ещё { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    })
subscription-ended = ⏳ Закончилась { $date }
subscription-traffic = 📶 Трафик: { $used } из { $limit }
subscription-traffic-unlimited = 📶 Трафик: { $used }, без ограничений
subscription-devices = 📱 Устройства: { $count } из { $limit }
subscription-devices-unlimited = 📱 Устройства: { $count }
subscription-seen = <i>По данным на { $time }</i>
subscription-preparing = 🛠 Готовим доступ: пришлём ссылку, как только всё будет готово.
subscription-addons = ➕ Устройства и трафик
subscription-refresh = 🔄 Обновить
connect-open = 🔗 Подключиться
connect-qr = 🔳 QR-код
connect-text =
    <b>На каком устройстве подключаемся?</b>

    Покажем подходящее приложение и откроем в нём вашу ссылку.
platform-ios = 🍏 iPhone, iPad
platform-android = 🤖 Android
platform-windows = 🪟 Windows
platform-macos = 💻 macOS
platform-linux = 🐧 Linux
apps-text =
    <b>Выберите приложение</b>

    Если оно ещё не установлено, на странице есть ссылка на магазин.
apps-open = Открыть в { $app }
apps-copy = 📋 Скопировать ссылку
qr-text = Наведите камеру или приложение на этот код. Никому его не показывайте: это ваш личный доступ.

## Устройства

subscription-my-devices = 📱 Мои устройства
devices-title = <b>Мои устройства: { $count } из { $limit }</b>
devices-title-unlimited = <b>Мои устройства: { $count }</b>
devices-reading =
    <b>Мои устройства</b>

    Спрашиваем у сервера: список появится здесь через пару секунд.
devices-none = Пока ни одного. Устройство появится здесь, как только приложение на нём загрузит подписку.
devices-full = Все места заняты. Чтобы подключить новое устройство, отключите одно из прежних.
devices-more =
    … и ещё { $count ->
        [one] { $count } устройство
        [few] { $count } устройства
       *[other] { $count } устройств
    }
devices-remove = ✖️ { $name }
device-nameless = Устройство без названия
device-title =
    📱 <b>{ $name }</b>{ $known ->
        [0] { "" }
       *[other] { " " }· { $system }
    }
device-seen =
    Подключено { $added }
    Обновляло подписку { $seen }
device-removing = ⏳ Отключаем…
device-ask = <b>Отключить это устройство?</b>
device-after = Его место освободится для другого. Если приложение на нём снова загрузит подписку, оно вернётся в список.
device-remove = ✖️ Отключить
toast-removing = Отключаем…

## Деньги

balance-text =
    <b>Баланс: { $amount }</b>

    С него можно оплатить подписку в одно касание.
balance-saved = 💳 Способы оплаты
saved-text =
    <b>Способы оплаты</b>

    Для продления используем в первую очередь { $title }. Номер карты хранит только платёжная система, не мы.
saved-none =
    <b>Способы оплаты</b>

    Здесь пока пусто. Привяжите карту, и подписку можно будет продлевать без хлопот. При привязке ничего не списывается.
saved-default = ⭐ { $title }
saved-method = 💳 { $title }
saved-bind = ➕ Привязать карту
saved-bind-at = ➕ Привязать карту · { $provider }
method-text =
    <b>{ $title }</b>
    Сохранён: { $date }
method-paid = Последнее списание: { $date }
method-unpaid = Списаний пока не было
method-is-default = ⭐ Отсюда продлеваем подписку в первую очередь.
method-default = ⭐ Сделать основным
method-remove = 🗑 Удалить
removal-text =
    <b>Удалить { $title }?</b>

    Больше мы ничего отсюда не спишем. Уже оплаченное останется.
removal-last = Других сохранённых способов нет: продлевать подписку нужно будет самостоятельно.
removal-yes = 🗑 Да, удалить
binding-preparing = Готовим страницу для привязки карты… Это пара секунд.
binding-text =
    <b>Привязка карты</b>

    Откройте страницу и введите данные карты: деньги не спишутся. Мы напишем, когда карта сохранится.
binding-open = 💳 Привязать карту
binding-check = 🔄 Готово
binding-list = 💳 Способы оплаты
binding-saved =
    ✅ <b>{ $title } сохранена</b>
    Теперь она основной способ оплаты для продления.
binding-done = ✅ Карта была сохранена, но сейчас её уже нет среди способов оплаты.
binding-over = Карта не сохранена, деньги не списаны. Можно попробовать ещё раз или взять другую карту.
binding-again = ➕ Попробовать ещё раз
balance-topup = ➕ Пополнить
topup-text =
    <b>На сколько пополнить?</b>

    Выберите сумму или просто напишите её: от { $min } до { $max }.
topup-unclear =
    <b>Такая сумма не подойдёт</b>

    Напишите число от { $min } до { $max }, например 350, или выберите сумму ниже.
topup-methods =
    <b>Пополнение на { $amount }</b>

    Как вам удобнее заплатить?
credited-topup =
    ✅ <b>Баланс пополнен на { $amount }</b>
    Теперь на нём { $balance }.
credited-second =
    ✅ <b>{ $amount } зачислены на баланс</b>
    Этот заказ уже оплачен или закрыт, поэтому деньги ждут вас на балансе: { $balance }.
refunded-source =
    ↩️ <b>Возвращаем { $amount }</b>
    Деньги придут туда, откуда вы платили: на карту обычно в течение трёх дней.
refunded-balance =
    ↩️ <b>{ $amount } возвращены на баланс</b>
    Ими можно оплатить подписку в любой момент.
history-title = <b>Платежи</b>
history-none = Платежей пока не было.
history-line =
    <b>{ $amount }</b> · { $what } · { $state }
    { $date } · { $provider }
history-topup = пополнение
history-addon = дополнение
history-plan = подписка
history-older = Раньше →
history-newest = ⇤ Новые
state-created = готовится
state-pending = ждёт оплаты
state-succeeded = оплачен ✅
state-canceled = отменён
state-expired = истёк
state-failed = не прошёл
state-refunded-in-part = возвращён частично
state-refunded = возвращён ↩️
state-disputed = оспорен
state-review = на проверке 🔎

## Помощь и ответы

help-text =
    <b>Как это работает</b>

    1. Выберите срок и оплатите: доступ придёт сам, обычно за несколько секунд.
    2. Нажмите «Подключиться», выберите устройство и приложение.
    3. Включите VPN в приложении. Всё.

    Чтобы не следить за сроком, включите автопродление в разделе «Моя подписка»: напомним накануне, выключить можно в любой момент.

    Не подключается? Обновите подписку в приложении или откройте ссылку ещё раз. Если не поможет, напишите нам: мы рядом.
help-support = 💬 Написать в поддержку
toast-outdated = Эта кнопка уже устарела, вот свежий экран
toast-offer-changed = Предложение изменилось, выберите ещё раз
toast-trial-used = Пробный период даётся один раз
toast-balance-short = На балансе не хватает: пополните его, пожалуйста
toast-checking-card = Спрашиваем платёжную систему…
toast-method-default = Готово: это теперь основной способ
toast-method-removed = Удалено. Больше отсюда ничего не спишем
toast-method-gone = Этого способа оплаты уже нет
toast-checking = Проверяем… Напишем, как только деньги придут
toast-canceled = Счёт отменён
toast-refreshing = Спрашиваем у сервера…
toast-again = Не получилось с первого раза, пробуем ещё…
slow-down = Вы нажимаете быстрее, чем мы успеваем 🙂 Часть нажатий пропущена: попробуйте ещё раз.
sorry =
    😔 <b>Не получилось</b>

    Что-то сломалось на нашей стороне, мы уже видим это. Попробуйте, пожалуйста, ещё раз из меню. Если не поможет, напишите нам.
precheckout-refused = Этот счёт больше не действует. Откройте бота и начните заново, пожалуйста.
receipt-plan = Доступ к VPN, { $term }
receipt-addon = Доступ к VPN, { $what }
receipt-topup = Пополнение баланса VPN

## Команды

command-start = Главное меню
command-buy = Купить или продлить
command-connect = Моя подписка
command-help = Помощь
command-language = Язык

## Промокоды

home-promo = 🎟 Промокод
percent = { $percent } %
promo-text =
    <b>Промокод</b>

    Напишите его сюда одним сообщением.
promo-refused-unknown = Такого промокода нет. Проверьте, пожалуйста, буквы и цифры и напишите его ещё раз.
promo-refused-early = Этот промокод ещё не начал действовать. Загляните, пожалуйста, чуть позже.
promo-refused-expired = Срок этого промокода закончился. Есть другой? Напишите его сюда.
promo-refused-exhausted = Этот промокод уже разобрали. Есть другой? Напишите его сюда.
promo-refused-used = Вы уже воспользовались этим промокодом. Есть другой? Напишите его сюда.
promo-refused-first-purchase = Этот промокод действует только на первую покупку. Есть другой? Напишите его сюда.
promo-refused-had-before = Этот промокод для тех, кто ещё не пользовался подпиской. Есть другой? Напишите его сюда.
promo-refused-slow-down = Слишком много попыток подряд. Попробуйте, пожалуйста, через час.
promoted-balance =
    🎟 <b>Промокод { $code } принят</b>
    На ваш баланс зачислено { $gift }.
promoted-discount =
    🎟 <b>Промокод { $code } принят</b>
    Скидка { $gift } уже учтена в ценах: осталось выбрать срок.
waiting-promo =
    🎟 <b>Промокод принят, добавляем дни</b>

    Обычно это несколько секунд; если сервер занят, чуть дольше. Напишем сюда, как только всё будет готово: ничего нажимать не нужно.
plans-discount = 🎟 Цены уже со скидкой по промокоду.
methods-discount = 🎟 По промокоду, без него { $list }

## Блокировка

banned-text =
    ⛔ <b>Доступ закрыт</b>

    Мы ограничили этот аккаунт, поэтому бот и VPN сейчас не работают. Оплаченное не пропало. Если это ошибка, напишите нам: разберёмся.
unbanned-text =
    ✅ <b>Доступ снова открыт</b>

    Всё, что у вас было, на месте. Ссылка для подключения прежняя.
toast-banned = Доступ закрыт. Если это ошибка, напишите в поддержку

## Друзья

home-referral = 🎁 Друзья
referral-text =
    <b>Пригласите друга</b>

    Отправьте ему свою ссылку. Когда он впервые придёт по ней и купит подписку, бонус получите вы оба.
referral-percent = 👛 Вам { $percent } от его оплаты, на баланс
referral-bonus = { $term }: вам +{ $inviter }, другу +{ $friend }
referral-bonus-inviter = { $term }: вам +{ $inviter }
referral-bonus-friend = { $term }: другу +{ $friend }
referral-first = За первую покупку каждого друга.
referral-each = За каждую покупку и каждое продление.
referral-link =
    Ваша ссылка (нажмите, чтобы скопировать):
    <code>{ $link }</code>
referral-later = Ваша ссылка вот-вот появится: загляните, пожалуйста, через минуту.
referral-counts = Пришли по ссылке: <b>{ $invited }</b>, из них купили: <b>{ $paid }</b>
referral-earned = Вы заработали: <b>{ $gift }</b>
referral-share = 📩 Поделиться
referral-friends = 👥 Мои друзья
referral-message = Быстрый VPN, который просто работает. По этой ссылке тебя ждёт бонус к первой покупке:
friends-title = <b>Мои друзья</b>
friends-none = Пока никого. Отправьте ссылку тому, кому нужен хороший VPN.
friends-paid = ✅ { $name }, уже с подпиской
friends-waiting = 👋 { $name }
rewarded-days =
    🎉 <b>Вам +{ $gift }</b>
    Ваш друг { $friend } купил подписку по вашей ссылке. Спасибо, что зовёте своих!
rewarded-money =
    🎉 <b>{ $gift } на ваш баланс</b>
    Ваш друг { $friend } купил подписку по вашей ссылке. Спасибо, что зовёте своих!
rewarded-friend =
    🎁 <b>Вам +{ $gift }</b>
    Это бонус за то, что вы пришли по приглашению. Дни уже добавлены к подписке.
rewarded-back =
    ↩️ <b>Бонус снят: { $gift }</b>
    Покупку, за которую он был начислен, вернули.
rewarded-more = 🎁 Пригласить ещё
## Обязательный канал

gate-text =
    👋 <b>Сначала загляните в наш канал</b>

    Там новости и адреса на случай блокировок. Подпишитесь и нажмите «Я подписался»: всё сразу откроется.
gate-unclear =
    🤔 <b>Не получилось проверить подписку на канал</b>

    Telegram не ответил. Подождите минуту и нажмите «Я подписался» ещё раз.
gate-join = 📣 Открыть канал
gate-joined = ✅ Я подписался
toast-joined = Спасибо, что вы с нами!
toast-join-first = Пока не видим вас в канале: подпишитесь, пожалуйста
toast-join-unclear = Telegram не ответил, попробуйте ещё раз чуть позже

## Автопродление

subscription-renewal =
    🔁 Автопродление: { $on ->
        [0] выключено
       *[other] включено
    }
renewal-balance = с баланса
renewal-off =
    <b>Автопродление выключено</b>

    Включите его, и подписка будет продлеваться сама: напомним за два дня до окончания, спишем за день. Передумать можно в любой момент, одним касанием.
renewal-none =
    <b>Автопродление</b>

    Продлевать пока нечего: сначала выберите тариф и оплатите его.
renewal-run =
    <b>Автопродление</b>

    Эту подписку продлевает { $provider }: мы ничего не списываем. Отключить продление можно там же, где вы его оформили.
renewal-on =
    <b>Автопродление включено</b>

    Подписка активна до <b>{ $date }</b>
    Продление: { $amount }, { $source }
renewal-when = Спишем { $time }, а накануне напомним.
renewal-underway = Списание уже идёт: напишем, как только оно завершится.
renewal-turn-on = 🔁 Включить
renewal-turn-off = 🛑 Выключить автопродление
renewal-change = 💳 Платить иначе
renewal-settings = 🔁 Автопродление
renewal-trouble-price =
    ⚠️ <b>Цена изменилась</b>
    Теперь это { $amount }. Без вашего согласия мы ничего не спишем.
renewal-trouble-plan =
    ⚠️ <b>Тариф изменился</b>
    Прежнего больше нет, поэтому сами мы ничего не спишем. Выберите, пожалуйста, что подходит.
renewal-trouble-source =
    ⚠️ <b>Платить больше нечем</b>
    Способ, которым оплачивалась подписка, удалён или больше не действует. Выберите, пожалуйста, другой.
renewal-trouble-short =
    ⚠️ <b>На балансе не хватает</b>
    Для продления нужно { $amount }. Пополните баланс, и подписка продлится сама.
renewal-trouble-refunded =
    ℹ️ <b>Автопродление выключено</b>
    Деньги за последнюю оплату вернулись к вам, больше мы ничего не спишем.
renewal-trouble-ended =
    ℹ️ <b>Автопродление выключено</b>
    Подписка закончилась, продлить её не получилось, и больше мы не пробуем. Оплатите её, когда будет удобно: ссылка и устройства прежние.
renewalsources-text = <b>Чем оплачивать продление?</b>
renewalsources-one = { $source } · { $price }
renewalconsent-text =
    <b>Включить автопродление?</b>

    { $term } · { $amount }
    Оплата: { $source }
renewalconsent-then = Первое списание { $date }, за день до окончания подписки.
renewalconsent-now = Подписка вот-вот закончится, поэтому спишем сразу.
renewalconsent-terms = Дальше так же в конце каждого срока, всякий раз с напоминанием накануне. Если цена вырастет, сначала спросим. Выключить можно в любой момент.
renewalconsent-yes = ✅ Согласен, включить
renewalnotice-text =
    🔔 <b>Скоро продлим подписку</b>
    Спишем { $amount } { $time }, { $source }.

    Делать ничего не нужно. Не хотите продлевать? Выключите автопродление до этого времени.
renewaltrouble-agree = ✅ Продлевать за { $amount }
renewalfailed-text =
    😔 <b>Продлить не получилось</b>
    Хотели списать { $amount }, { $source }.
decline-no-money = Банк отвечает, что денег не хватает.
decline-limit = Банк отвечает, что превышен лимит платежей.
decline-temporary = Банк сейчас не отвечает.
decline-other = Банк отклонил платёж и не говорит почему.
decline-expired = Срок действия карты закончился.
decline-revoked = Этот способ оплаты больше не действует.
decline-suspected = Банк не пропустил платёж без вас: его нужно подтвердить самому.
renewalfailed-again = Попробуем ещё раз { $time }. Или оплатите сейчас сами, тогда ничего не спишем.
renewalfailed-over = Больше этим способом не пробуем. Оплатите сами или выберите другой способ, чтобы не остаться без связи.
renewalfailed-pay = 🚀 Оплатить сейчас
renewed-text =
    🔁 <b>Подписка продлена до { $date }</b>
    Списали { $amount }, { $source }. Ссылка прежняя, настраивать ничего не нужно.
toast-renewal-on = Автопродление включено
toast-renewal-off = Автопродление выключено

## Подарки

plans-gift = 🎁 В подарок
referral-gifts = 🎀 Подарить подписку
history-gift = подарок
present-text =
    <b>Подписка в подарок</b>

    Выберите срок. После оплаты вы получите ссылку: кто откроет её первым, тот и примет подарок.
wrap-text =
    🎁 <b>{ $term } в подарок</b> · { $price }

    Как вам удобнее заплатить?
payment-gift-text =
    <b>Счёт на { $amount }</b>
    { $provider }

    Нажмите «Оплатить». Как только деньги придут, мы пришлём ссылку на подарок: ждать здесь не нужно.
waiting-gift =
    🎁 <b>Подарок ваш, готовим доступ</b>

    Обычно это несколько секунд; если сервер занят, чуть дольше. Пришлём ссылку сюда, как только всё будет готово: ничего нажимать не нужно.
gifts-text =
    <b>Мои подарки</b>

    Нажмите на подарок, чтобы увидеть его ссылку.
gifts-none =
    <b>Мои подарки</b>

    Вы ещё ничего не дарили. Подписка на VPN пригодится каждому!
gifts-waiting = 🎁 { $term } · { $date } · ждёт
gifts-redeemed = ✅ { $term } · { $date } · принят
gifts-returned = ↩️ { $term } · { $date } · возвращён
gifts-new = 🎁 Подарить
given-text =
    🎁 <b>Ваш подарок: { $term }</b>

    Отправьте эту ссылку тому, кого хотите порадовать. Принять подарок можно один раз, поэтому никому другому её не показывайте.
given-link =
    Ссылка на подарок (нажмите, чтобы скопировать):
    <code>{ $link }</code>
given-message = Дарю тебе быстрый VPN, { $term }. Открой ссылку, чтобы принять подарок:
given-share = 📩 Отправить
given-back = ↩️ Вернуть деньги
given-redeemed =
    🎉 <b>Подарок принят</b>
    { $receiver } теперь с подпиской: { $term }. Спасибо, что радуете других!
given-returned = ↩️ Подарок ({ $term }) отменён, деньги за него возвращены.
given-held = ⏳ Деньги за этот подарок ({ $term }) возвращаются или проверяются, поэтому принять его сейчас нельзя.
giftback-text =
    <b>Вернуть { $amount } на баланс?</b>

    Ссылка на подарок перестанет работать.
giftback-yes = ↩️ Да, вернуть
gift-text =
    🎁 <b>{ $named ->
        [0] Вам подарок!
       *[other] { $giver } дарит вам подарок!
    }</b>

    Подписка на быстрый VPN: { $term }. Примите её, и мы сразу пришлём доступ. Если подписка у вас уже есть, она продлится.
gift-own =
    🎁 <b>Это ваш подарок: { $term }</b>

    Хотите оставить его себе? Примите, и он добавится к вашей подписке. Другой человек принять его уже не сможет.
gift-accept = 🎁 Принять
gift-refused-unknown = Такого подарка нет. Проверьте, пожалуйста, что ссылка скопирована целиком.
gift-refused-redeemed = Этот подарок уже принял кто-то другой. Спросите того, кто его прислал.
gift-refused-yours = ✅ Вы уже приняли этот подарок: он в вашей подписке.
gift-refused-returned = Этот подарок отменён: тот, кто его купил, вернул деньги.
gift-refused-held = Этот подарок сейчас нельзя принять: его оплату проверяют. Загляните, пожалуйста, позже.
toast-gift-returning = Возвращаем деньги на баланс…
toast-gift-late = Вернуть уже нельзя: подарок принят или возвращается
command-profile = Профиль
command-stats = Как идут дела

## Профиль

home-profile = 👤 Профиль
profile-title =
    <b>{ $named ->
        [0] Профиль
       *[other] { $name }
    }</b>
profile-since = С нами с { $date }
profile-balance = Баланс: <b>{ $amount }</b>
profile-subscriptions = Активных подписок: <b>{ $count }</b>
profile-copy = 📋 Скопировать ID

## Встроенный режим

inline-invite-title = 📩 Пригласить друга
inline-invite-about = Отправить свою ссылку в этот чат
inline-invite-text =
    🚀 <b>Быстрый VPN, который просто работает</b>

    На телефоне, компьютере и телевизоре, подключение занимает минуту. По этой ссылке тебя ждёт бонус к первой покупке.
inline-invite-open = Открыть бота

## Для тех, кто ведёт магазин

person-none = Никого не нашлось
person-unnamed = клиент
person-title = 👤 <b>{ $name }</b>
person-username = @{ $username }
person-id = ID: <code>{ $id }</code>
person-since = С нами с { $date }
person-until = Подписка до { $date }
person-no-subscription = Подписки нет
person-balance = На балансе: { $amount }
person-paid = Заплачено всего: { $amount }
person-banned = ⛔ Заблокирован с { $date }
person-blocked = 🚫 Остановил бота { $date }
figures-about = Отправить в этот чат
figures-money-title = 💰 Деньги
figures-people-title = 👥 Люди
figures-system-title = ⚙️ Система
figures-money = <b>💰 Пришло</b>
figures-back = <b>↩️ Вернули</b>
figures-payments = <b>🧾 Платежей</b>
figures-people = <b>👥 Новых людей</b>
figures-system = <b>⚙️ Система</b>
figures-today = Сегодня: { $value }
figures-week = 7 дней: { $value }
figures-month = 30 дней: { $value }
figures-total = Всего: { $value }
figures-uncounted = <i>Ещё не посчитано</i>
figures-due =
    { $count ->
        [one] Ждёт { $count } задача
        [few] Ждут { $count } задачи
       *[other] Ждёт { $count } задач
    }
figures-oldest = Самая старая ждёт { $seconds } с
figures-parked = Отложено до решения: { $count }
figures-review = Платежей на проверке: { $count }
