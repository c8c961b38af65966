# Short texts, warm and exact. Variables are escaped already.

back = ← Back
menu = ☰ Menu
gigabytes = { $count } GB

term =
    { $months ->
        [0] { $days ->
            [one] { $days } day
           *[other] { $days } days
        }
        [one] { $months } month
       *[other] { $months } months
    }

term-of = { $plan }, { $term }
number-of = { $what }, No. { $number }

## First meeting and menu

welcome-text =
    <b>Hello{ $named ->
        [0] !
       *[other] , { $name }!
    }</b>

    This is a fast VPN that simply works: on your phone, computer and TV.

    Connecting takes a minute: choose a term, pay, and open the link in the app.
home-title = <b>Main menu</b>
home-none = No subscription yet. Choose a term, and you are connected in a minute.
home-active =
    ✅ Your subscription is active until <b>{ $date }</b>
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    } left
home-ended = ⏳ Your subscription ended on { $date }. Renew it and everything works again: same link, same devices.
home-trial = 🎁 Try it for free
home-buy = 🚀 Buy a subscription
home-renew = 🚀 Renew
home-subscription = 🔐 My subscription
home-subscriptions = 🔐 My subscriptions ({ $count })
home-balance = 👛 Balance
home-history = 🧾 Payments
home-language = 🌐 Язык
home-help = 💬 Help
home-menu = ☰ Menu
home-status = 📊 Status
home-terms = 📄 Terms
language-text = <b>Language</b> · Язык

## Trial

trial-text =
    <b>Try it for free</b>

    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, no payment, no card. If you buy a subscription later, the rest of the trial is kept.
trial-start = 🎁 Start
limits-traffic = 📶 Traffic: { $size }
limits-traffic-unlimited = 📶 Traffic: unlimited
limits-devices =
    📱 { $count ->
        [one] { $count } device
       *[other] { $count } devices
    }

## Buying

plans-text = <b>For how long?</b>
plans-text-of = <b>{ $plan }: for how long?</b>
plans-which = <b>Which plan?</b>
plans-plan-title = <b>{ $plan }</b>
plans-plan = { $plan } · from { $price }
plan-standard = Standard
plan-trial = Trial
plans-none = Nothing is on sale right now. Please come back a little later.
plans-offer =
    { $saves ->
        [0] { $term } · { $price }
       *[other] { $term } · { $price } (−{ $saves }%)
    }
addon-devices =
    +{ $count ->
        [one] { $count } device
       *[other] { $count } devices
    }
addon-traffic = +{ $size } of traffic
addons-text =
    <b>What shall we add?</b>

    It works at once, until the end of the current term: { $date }.
addons-none = There is nothing to add to this subscription right now.
addons-offer = { $what } · { $price }
methods-text =
    <b>{ $term }</b> · { $price }

    How would you like to pay?
saving-on = 💾 Save the card: yes
saving-off = 💾 Save the card: no
saving-on-text = 💾 The card will be saved, so that you can turn auto-renewal on with it. We charge nothing unless you agree, and you can remove it at any time.
saving-off-text = The card will not be saved: for auto-renewal you will have to add it.
methods-balance = On your balance: { $amount }
methods-change =
    🔁 The plan changes at once: what is left of { $from } ({ $left ->
        [one] { $left } day
       *[other] { $left } days
    }) becomes { $become ->
        [one] { $become } day
       *[other] { $become } days
    } of { $to }, and the new term is added to that.
methods-change-stops = 🛑 Auto-renewal of { $from } will be turned off.
methods-change-lapses = 🛑 Auto-renewal of { $from } will stop: for { $to } it is turned on separately.
methods-change-goes-on = ⚠️ { $provider } will go on charging for { $plan }, and that money will come to your balance. Not what you want? End the subscription where you signed up for it.
methods-split-on = 💰 Use my balance, too
methods-split-off = 💰 Leave my balance alone
methods-split = { $provider } { $rest } + balance { $part }
methods-page = { $provider }, renewed automatically
methods-way = { $provider } · { $price }
methods-none =
    <b>{ $term }</b> · { $price }

    Payment is not available right now. Please come back a little later.
provider-yookassa = 💳 Bank card or SBP
provider-cryptopay = 🪙 Crypto
provider-freekassa = 📱 SBP
provider-platega = 🏦 SBP, card and more
provider-heleket = 🔷 Crypto, via Heleket
provider-cryptomus = 🔶 Crypto, via Cryptomus
provider-stripe = 💳 Non-Russian card
provider-tribute = ❤️ Tribute
provider-stars = ⭐ Telegram Stars
provider-balance = 👛 From the balance
payment-preparing = Preparing your invoice for <b>{ $amount }</b>… A couple of seconds.
payment-text =
    <b>Invoice for { $amount }</b>
    { $what }
    { $provider }

    Tap “Pay”. We will send your access as soon as the money arrives: no need to wait here.
payment-topup-text =
    <b>Invoice for { $amount }</b>
    { $provider }

    Tap “Pay”. The money appears on your balance as soon as it arrives: no need to wait here.
payment-saves = 💾 The card will be saved. You can remove it at any time: Balance → Payment methods.
payment-pay = Pay { $amount }
payment-look = 🔄 Refresh
payment-check = 🔄 I have paid
payment-cancel = ✖️ Cancel
payment-other-way = ← Another way
payment-succeeded = ✅ Paid. Thank you!
payment-review = 🔎 Your payment arrived, but a person has to look at it. We are on it and will write to you.
payment-disputed = ⚖️ Your bank disputes this payment. Your access stays with you while that is decided; if it is a mistake, write to your bank or to us.
payment-refunded = ↩️ The money for this payment was returned.
payment-refunded-in-part = ↩️ A part of this payment’s money was returned. The rest stays paid.
payment-canceled = The invoice was cancelled. If you have already paid, nothing is lost: the money will be credited.
payment-paid-otherwise = ✅ This order was paid another way: there is nothing to pay by this invoice.
payment-over = This invoice is no longer valid, nothing was charged.
payment-again = 🚀 Try again
waiting-paid =
    ✅ <b>Paid, preparing your access</b>

    It usually takes a few seconds, a little longer if the server is busy. We will send the link here as soon as it is ready: nothing to tap.
waiting-trial =
    🎁 <b>Preparing your trial</b>

    It usually takes a few seconds, a little longer if the server is busy. We will send the link here as soon as it is ready: nothing to tap.
waiting-over = ✅ <b>Your access is ready</b>
ready-first =
    🎉 <b>You are all set!</b>
    Your subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } is active until { $date }.
ready-renewed =
    🎉 <b>Subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } renewed</b>
    It is now active until { $date }. The link is the same, nothing to set up again.
ready-changed =
    🎉 <b>Your new plan: { $plan }</b>
    Your subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } is active until { $date }: what was left of the plan before is counted in. The link is the same, nothing to set up again.
ready-trial =
    🎁 <b>Your trial has started</b>
    It is active until { $date }.
ready-addon =
    🎉 <b>Done: { $what }</b>
    It lasts until { $date }. The link is the same, nothing to set up again.
ready-link =
    Your connection link (tap to copy):
    <code>{ $link }</code>

## My subscription and connecting

subscription-title =
    <b>My subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    }</b>
subscription-plan = 🏷 Plan: { $plan }
subscriptions-title = <b>My subscriptions</b>
subscriptions-which =
    <b>Renew one, or get another?</b>

    Each subscription has its own link and its own devices.
subscriptions-active = No. { $number } · until { $date }
subscriptions-ended = No. { $number } · ended
subscriptions-new = ➕ Another subscription
subscription-active =
    ✅ Active until <b>{ $date }</b> ({ $days ->
        [one] { $days } day
       *[other] { $days } days
    } left)
subscription-ended = ⏳ Ended on { $date }
subscription-traffic = 📶 Traffic: { $used } of { $limit }
subscription-traffic-unlimited = 📶 Traffic: { $used }, unlimited
subscription-devices = 📱 Devices: { $count } of { $limit }
subscription-devices-unlimited = 📱 Devices: { $count }
subscription-seen = <i>As of { $time }</i>
subscription-preparing = 🛠 Preparing your access: we will send the link as soon as it is ready.
subscription-addons = ➕ Devices and traffic
subscription-refresh = 🔄 Refresh
connect-open = 🔗 Connect
connect-qr = 🔳 QR code
connect-text =
    <b>Which device shall we connect?</b>

    We will go step by step: from installing the app to a working VPN. It takes a couple of minutes.
platform-ios = 🍏 iPhone, iPad
platform-android = 🤖 Android
platform-windows = 🪟 Windows
platform-macos = 💻 macOS
platform-linux = 🐧 Linux
platform-androidtv = 📺 Android TV
guide-title = <b>{ $platform }: connecting step by step</b>
guide-install = <b>1. Install an app</b>
guide-install-tv = <b>1. Install the app on the TV</b>
guide-store = <a href="{ $url }">{ $app }</a>
guide-advised = (our choice)
guide-add = <b>2. Add the subscription</b>
guide-add-page = Press the button with your app: a page opens, which opens the app and hands it the link.
guide-add-copy = Copy the link below. In the app press “+” and choose “Add from clipboard”.
guide-computer = <i>Reading this on your phone? Open this chat on the computer, or send yourself the link.</i>
guide-add-tv = On the TV open { $app } and choose “Web Import”: it shows a code and a QR code.
guide-add-code = Point your phone’s camera at the QR code (or open { $page } and enter the code), paste the link from here and send it.
guide-turn-on = <b>3. Turn the VPN on</b>
guide-allow = Press the big button in the app. If the device asks whether a VPN may be added, allow it.
guide-handover = 📺 Send to the TV
apps-open = Open in { $app }
apps-copy = 📋 Copy the link
qr-text = Scan this code with the camera or in the app. Do not show it to anybody: it is your personal access.

## Devices

subscription-my-devices = 📱 My devices
subscription-my-traffic = 📶 Traffic
devices-buy = ➕ More devices
devices-title = <b>My devices: { $count } of { $limit }</b>
devices-title-unlimited = <b>My devices: { $count }</b>
devices-reading =
    <b>My devices</b>

    Asking the server: the list will be here in a couple of seconds.
devices-none = None yet. A device shows up here as soon as an app on it loads the subscription.
devices-full = All places are taken. To connect a new device, disconnect one of these.
devices-more =
    … and { $count ->
        [one] { $count } more device
       *[other] { $count } more devices
    }
devices-remove = ✖️ { $name }
device-nameless = A device without a name
device-title =
    📱 <b>{ $name }</b>{ $known ->
        [0] { "" }
       *[other] { " " }· { $system }
    }
device-seen =
    Connected: { $added }
    Last update: { $seen }
device-removing = ⏳ Disconnecting…
device-ask = <b>Disconnect this device?</b>
device-after = Its place becomes free for another one. If an app on it loads the subscription again, it is back on the list.
device-remove = ✖️ Disconnect
toast-removing = Disconnecting…

## Traffic

traffic-title = <b>Traffic</b>
traffic-used = { $used } of { $limit }
traffic-unlimited = { $used }, unlimited
traffic-over = The traffic is used up: the VPN works again as soon as there is more of it.
traffic-reset = The count starts over on { $date }
traffic-reading = Asking the server: a chart by day appears here in a couple of seconds.
traffic-failed = The server does not answer right now, so we cannot show single days. Your VPN works as before: please look again a little later.
traffic-none =
    No traffic in the last { $days ->
        [one] { $days } day
       *[other] { $days } days
    }.
traffic-days =
    In the last { $days ->
        [one] { $days } day
       *[other] { $days } days
    }: <b>{ $sum }</b>
traffic-most = Most on { $date }: { $used }
traffic-more = ➕ More traffic

## A new link

subscription-revoke = 🔁 Change the link
revoke-ask =
    <b>Change the link?</b>

    The old one stops working everywhere at once, and the subscription has to be added again on each device. It helps when somebody else got hold of your link.
revoke-do = 🔁 Change it
revoke-working = ⏳ Changing the link. It usually takes a few seconds: the new one will arrive here, no need to wait.
relinked-text =
    🔁 <b>Here is your new link{ $number ->
        [1] { "" }
       *[other] { " for subscription No. " }{ $number }
    }</b>
    The old one no longer works. Remove it in your apps and add this one.
relinked-failed =
    😔 <b>The link{ $number ->
        [1] { "" }
       *[other] { " of subscription No. " }{ $number }
    } could not be changed</b>
    The old one stays. Please try a little later; if it does not help, write to us.

## Money

balance-text =
    <b>Balance: { $amount }</b>

    You can pay for a subscription from it with one tap.
balance-saved = 💳 Payment methods
balance-line = <b>{ $amount }</b> · { $why } · { $date }
movement-topup = credited
movement-purchase = purchase
movement-held = set aside for a purchase
movement-released = back on the balance
movement-refund = refund
movement-returned = top-up refunded
movement-promo = promo code
movement-reward = for a friend
movement-reward-back = for a friend, taken back
movement-other = correction
saved-text =
    <b>Payment methods</b>

    Your default: { $title }. We offer it first. The card number is kept by the payment system only, never by us.
saved-none =
    <b>Payment methods</b>

    Nothing here yet. Add a card, and renewing your subscription takes no effort. Adding it costs nothing.
title-card = Card
title-sbp = SBP
title-wallet = YooMoney
title-removed = a removed method
saved-default = ⭐ { $title }
saved-method = 💳 { $title }
saved-bind = ➕ Add a card
saved-bind-at = ➕ { $card }
card-yookassa = Russian bank card
card-stripe = Non-Russian card
method-text =
    <b>{ $title }</b>
    Saved: { $date }
method-paid = Last charged automatically: { $date }
method-unpaid = Never charged automatically yet
method-is-default = ⭐ This is your default
method-renews =
    🔁 It renews your subscription{ $named ->
        [0] { "" }
       *[other] { " No. " }{ $numbers }
    }
method-takes =
    The button below brings the auto-renewal of your subscription{ $named ->
        [0] { "" }
       *[other] { " No. " }{ $numbers }
    } here: same price, same days; and if the last charge did not go through, we try it again here at once.
method-default = ⭐ Make it the default
method-take = 🔁 Renew from here
method-remove = 🗑 Remove
removal-text =
    <b>Remove { $title }?</b>

    We will not charge it again. What you have paid for stays yours.
removal-renews =
    🛑 It renews your subscription{ $named ->
        [0] { "" }
       *[other] { " No. " }{ $numbers }
    }: once it is removed, nothing renews by itself until another way is chosen under “Auto-renewal”.
removal-yes = 🗑 Yes, remove
binding-preparing = Getting the page for your card ready… Just a few seconds.
binding-text =
    <b>Adding a card</b>

    Open the page and enter your card: nothing will be charged. We will write to you once it is saved.
binding-open = 💳 Add a card
binding-check = 🔄 Done
binding-list = 💳 Payment methods
binding-saved =
    ✅ <b>{ $title } is saved</b>
    It is now your default.
binding-renews = Shall it renew your subscription? Tap the button: first we show how much is charged, and when.
binding-renew =
    🔁 Renew { $number ->
        [0] with this card
       *[other] subscription No. { $number }
    }
binding-done = ✅ The card was saved, but it is no longer among your payment methods.
binding-over = The card was not saved, and nothing was charged. Try again, or use another card.
binding-again = ➕ Try again
balance-topup = ➕ Top up
topup-text =
    <b>How much would you like to add?</b>

    Choose an amount or simply type it: from { $min } to { $max }.
topup-unclear =
    <b>That amount does not work</b>

    Type a number from { $min } to { $max }, for example 350, or choose an amount below.
topup-nobody = The balance cannot be topped up right now: none of the ways to pay takes rubles. Please look in again later.
topup-methods =
    <b>Top-up of { $amount }</b>

    How would you like to pay?
credited-topup =
    ✅ <b>{ $amount } added to your balance</b>
    It now holds { $balance }.
credited-second =
    ✅ <b>{ $amount } credited to your balance</b>
    This order was already paid or closed, so the money waits for you on the balance: { $balance }.
credited-other =
    ✅ <b>{ $amount } credited to your balance</b>
    It was charged for { $plan }, and you have another plan now. Your plan stays as it is, and the money waits for you on the balance: { $balance }.
credited-goes-on = { $provider } charges by itself. To stop that, end the subscription where you signed up for it.
refunded-source =
    ↩️ <b>Returning { $amount }</b>
    The money goes back to where you paid from: to a card usually within three days.
refunded-balance =
    ↩️ <b>{ $amount } returned to your balance</b>
    You can pay for a subscription with it at any time.
refunded-active = Your subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } is now active until { $date }.
refunded-ended = Your subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } has ended.
refunded-part = 💰 You paid a part from the balance: { $part } is back there already.
history-title = <b>Payments</b>
history-none = No payments yet.
history-line =
    <b>{ $amount }</b> · { $what } · { $state }
    { $date } · { $provider }
history-held = 💰 Plus { $held } from the balance
history-refunded = ↩️ Refunded { $refunded } of { $amount }
history-receipt-sent = 📧 Receipt sent to { $email }
history-receipt-made = 📧 Receipt issued
history-receipt-pending = 📧 The receipt is being prepared
history-receipt-canceled = 📧 No receipt was issued. If you need it, write to us
history-topup = top-up
history-addon = add-on
history-plan = subscription
history-older = Older →
history-newest = ⇤ Newest
state-created = preparing
state-pending = waiting for payment
state-succeeded = paid ✅
state-canceled = cancelled
state-expired = expired
state-failed = failed
state-refunded-in-part = partly refunded
state-refunded = refunded ↩️
state-disputed = disputed
state-review = under review 🔎

## Help and answers

help-text =
    <b>How it works</b>

    1. Choose a term and pay: access arrives by itself, usually within seconds.
    2. Tap “Connect”, choose your device and app.
    3. Switch the VPN on in the app. That is all.

    Turn auto-renewal on under “My subscription”, and you need not watch the date: we remind you the day before, and you can turn it off at any time.

    It does not connect? Refresh the subscription in the app or open the link again. If that does not help, write to us: we are here.
help-support = 💬 Write to support
toast-outdated = This button is out of date, here is a fresh screen
toast-offer-changed = The offer has changed, please choose again
toast-trial-used = The trial is given once
toast-balance-short = Not enough on the balance: please top it up
toast-checking-card = Asking the payment system…
toast-method-default = Done: it is your default now
toast-method-renews = Done: this is your default, and renewals are charged here
toast-method-removed = Removed. We will not charge it again
toast-method-gone = This payment method is no longer there
toast-checking = Checking… We will write as soon as the money arrives
toast-canceled = The invoice was cancelled
toast-refreshing = Asking the server…
toast-again = That did not work at once, trying again…
slow-down = You tap faster than we can follow 🙂 Some taps were skipped: please try again.
sorry =
    😔 <b>That did not work</b>

    Something broke on our side, and we can see it. Please try again from the menu. If that does not help, write to us.
precheckout-refused = This invoice is no longer valid. Please open the bot and start again.
receipt-plan = VPN access, { $term }
receipt-addon = VPN access, { $what }
receipt-topup = VPN balance top-up

## Commands

command-start = Main menu
command-buy = Buy or renew
command-connect = My subscription
command-help = Help
command-language = Language
command-profile = Profile
command-promo = Enter a promo code
command-stats = How things are going

## Promo codes

home-promo = 🎟 Promo code
percent = { $percent }%
promo-text =
    <b>Promo code</b>

    Send it here in one message.
promo-refused-unknown = There is no such promo code. Please check the letters and digits and send it again.
promo-refused-early = This promo code has not started yet. Please come back a little later.
promo-refused-expired = This promo code has ended. Have another one? Send it here.
promo-refused-exhausted = This promo code has been used up. Have another one? Send it here.
promo-refused-used = You have already used this promo code. Have another one? Send it here.
promo-refused-first-purchase = This promo code is for a first purchase only. Have another one? Send it here.
promo-refused-had-before = This promo code is for those who have not had a subscription yet. Have another one? Send it here.
promo-refused-slow-down = Too many attempts in a row. Please try again in an hour.
promoted-balance =
    🎟 <b>Promo code { $code } accepted</b>
    { $gift } has been added to your balance.
promoted-discount =
    🎟 <b>Promo code { $code } accepted</b>
    { $named ->
        [0] The { $gift } discount is already in the prices
       *[other] The { $gift } discount on { $plan } is already in the prices
    }: just choose a term. Of several discounts, the best one counts.
waiting-promo =
    🎟 <b>Promo code accepted, adding the days</b>

    It usually takes a few seconds, a little longer if the server is busy. We will write here as soon as it is done: nothing to tap.
plans-discount = 🎟 Prices include your promo code’s discount.
methods-discount = 🎟 Price with your promo code; without it, { $list }

## Ban

banned-text =
    ⛔ <b>Access is closed</b>

    We have restricted this account, so the bot and the VPN do not work now. What you paid for is not lost. If this is a mistake, write to us and we will sort it out.
waiting-banned =
    ✅ <b>Your payment has arrived</b>

    Your access is closed now, so the link will not come until we open it again. What you paid for is not lost. If this is a mistake, write to us and we will sort it out.
unbanned-text =
    ✅ <b>Access is open again</b>

    Everything you had is there.
toast-banned = Access is closed. If this is a mistake, write to support

## Friends

home-referral = 🎁 Friends
referral-text =
    <b>Invite a friend</b>

    Send them your link. When they first come through it and buy a subscription, you both get a bonus.
referral-text-friend =
    <b>Invite a friend</b>

    Send them your link. When they first come through it and buy a subscription, they get a bonus.
referral-text-inviter =
    <b>Invite a friend</b>

    Send them your link. When they first come through it and buy a subscription, you get a bonus.
referral-text-none =
    <b>Invite a friend</b>

    Send them your link: it brings them straight to us, and connecting takes a minute.
referral-percent = 👛 { $percent } of what they pay, to your balance
referral-bonus = { $term }: +{ $inviter } for you, +{ $friend } for your friend
referral-bonus-inviter = { $term }: +{ $inviter } for you
referral-bonus-friend = { $term }: +{ $friend } for your friend
referral-first = For each friend’s first purchase.
referral-each = For each purchase and each renewal.
referral-link =
    Your link (tap to copy):
    <code>{ $link }</code>
referral-later = Your link is on its way: please look again in a minute.
referral-counts = Came through your link: <b>{ $invited }</b>, bought: <b>{ $paid }</b>
referral-earned = You earned: <b>{ $gift }</b>
referral-share = 📩 Share
referral-friends = 👥 My friends
referral-message = A fast VPN that just works. This link brings you a bonus on your first purchase.
referral-message-plain = A fast VPN that just works. Connected in a minute.
friends-title = <b>My friends</b>
friends-none = Nobody yet. Send your link to somebody who needs a good VPN.
friends-paid = ✅ { $name }, with a subscription
friends-waiting = 👋 { $name }
rewarded-days =
    🎉 <b>+{ $gift } for you</b>
    Your friend { $friend } bought a subscription through your link. Thank you for spreading the word!
rewarded-money =
    🎉 <b>{ $gift } to your balance</b>
    Your friend { $friend } bought a subscription through your link. Thank you for spreading the word!
rewarded-friend =
    🎁 <b>+{ $gift } for you</b>
    A bonus for accepting an invitation. The days are added to your subscription already.
rewarded-back =
    ↩️ <b>Bonus taken back: { $gift }</b>
    The purchase that it was for was refunded.
rewarded-more = 🎁 Invite more

## The required channel

gate-text =
    👋 <b>First have a look at our channel</b>

    It has the news, and addresses in case something gets blocked. Join it and tap “I have joined”: everything opens at once.
gate-unclear =
    🤔 <b>We could not check the channel</b>

    Telegram did not answer. Wait a minute and tap “I have joined” again.
gate-join = 📣 Open the channel
gate-joined = ✅ I have joined
toast-joined = Thank you for being with us!
toast-join-first = We do not see you in the channel yet: please join it
toast-join-unclear = Telegram did not answer, please try again a little later

## Auto-renewal

subscription-renewal =
    🔁 Auto-renewal: { $state ->
        [off] off
        [held] on hold
       *[on] on
    }
renewal-balance = from the balance
renewal-which = Subscription No. { $number }
renewal-off =
    <b>Auto-renewal is off</b>

    Turn it on, and the subscription renews itself: we remind you two days before its end and charge a day before. You can change your mind at any time, with one tap.
renewal-none =
    <b>Auto-renewal</b>

    There is nothing to renew yet: choose a plan and pay for it first.
renewal-run =
    <b>Auto-renewal</b>

    This subscription is renewed by { $provider }: we charge nothing. You can turn that off where you signed up for it.
renewal-on =
    <b>Auto-renewal is on</b>

    { $over ->
        [0] The subscription is active until
       *[other] The subscription was active until
    } <b>{ $date }</b>
    Renewal: { $amount }, { $source }
renewal-held =
    <b>Auto-renewal is on hold</b>

    { $over ->
        [0] The subscription is active until
       *[other] The subscription was active until
    } <b>{ $date }</b>
renewal-when =
    { $over ->
        [0] We charge on { $date }; a reminder comes the day before.
       *[other] We charge on { $time }, and the subscription works again.
    }
renewal-underway = A charge is already under way: we will tell you as soon as it is done.
renewal-given-up =
    ⚠️ The last charge did not go through, and we do not try this way again. Pay yourself or choose another way, so that { $over ->
        [0] you stay connected
       *[other] it works again
    }.
renewal-turn-on = 🔁 Turn on
renewal-turn-off = 🛑 Turn auto-renewal off
renewal-change = 💳 Pay another way
renewal-again = 🔁 Turn on anew
renewal-settings = 🔁 Auto-renewal
renewal-trouble-disputed =
    ⚠️ <b>Your bank has disputed a payment</b>
    So we charge nothing by ourselves now. To stay connected, pay yourself. And if you want auto-renewal, turn it on once more: “Turn on anew” in its settings.
renewal-trouble-refunding =
    ⏳ <b>The money of your last payment is on its way back</b>
    Until it has arrived, we charge nothing by ourselves. If it cannot be returned, auto-renewal goes on.
renewal-trouble-price =
    ⚠️ <b>The price has changed</b>
    It is { $amount } now. We charge nothing unless you agree.
renewal-trouble-plan =
    ⚠️ <b>This plan will not renew itself</b>
    Auto-renewal was for a plan that you have left, or that is not sold any more, so we charge nothing by ourselves. Renew the subscription yourself; for the new plan, auto-renewal can be turned on anew.
renewal-trouble-source =
    ⚠️ <b>Another way to pay is needed</b>
    What the subscription was paid with was removed or no longer works. Please choose another way.
renewal-trouble-short =
    ⚠️ <b>The balance is too small</b>
    The renewal takes { $amount }. Top up, and the subscription renews itself.
renewal-trouble-rest =
    ⏳ <b>The renewal comes a little later</b>
    You have just paid, and we charge nothing within a day of a payment. So we charge { $amount } on { $time }, and the subscription ends before that. To stay connected, renew it yourself.
renewal-trouble-refunded =
    ℹ️ <b>Auto-renewal is off</b>
    The money of your last payment went back to you, and we charge nothing more.
renewal-trouble-ended =
    ℹ️ <b>Auto-renewal is off</b>
    The subscription has ended, it could not be renewed, and we have stopped trying. Pay when it suits you: same link, same devices.
renewalsources-text = <b>How shall renewals be paid?</b>
renewalsources-one = { $source } · { $price }
renewalconsent-text =
    <b>Turn auto-renewal on?</b>

    { $term } · { $amount }
    Payment: { $source }
renewalconsent-then =
    The first charge is on { $rested ->
        [0] { $date }, a day before the subscription ends.
       *[other] { $time }: you have just paid, and we charge nothing within a day of a payment.
    }
renewalconsent-now =
    { $over ->
        [0] The subscription is about to end
       *[other] The subscription has ended
    }, so we charge at once.
renewalconsent-terms = Then the same at the end of each term, always with a reminder the day before. If the price rises, we ask first. You can turn it off at any time.
renewalconsent-yes = ✅ I agree, turn it on
renewalnotice-text =
    🔔 <b>Your subscription{ $number ->
        [1] { "" }
       *[other] { " No. " }{ $number }
    } renews soon</b>
    We charge { $amount } on { $time } ({ $source }).

    You need not do anything. Rather not renew? Turn auto-renewal off before that.
renewaltrouble-agree = ✅ Renew for { $amount }
renewalfailed-text =
    😔 <b>The renewal{ $number ->
        [1] { "" }
       *[other] { " of subscription No. " }{ $number }
    } did not go through</b>
    We tried to charge { $amount } ({ $source }).
decline-no-money = The bank says there is not enough money.
decline-limit = The bank says a payment limit was reached.
decline-temporary = The bank does not answer at the moment.
decline-other = The bank declined the payment and does not say why.
decline-expired = The card has expired.
decline-revoked = This way to pay no longer works.
decline-suspected = The bank did not let the payment pass: it wants you to confirm it.
renewalfailed-again = We try again on { $time }. Or pay yourself now, and we charge nothing.
renewalfailed-over = We do not try this way again. Pay yourself or choose another way, so that you stay connected.
renewalfailed-pay = 🚀 Pay now
renewed-text =
    🔁 <b>{ $number ->
        [1] Renewed
       *[other] Subscription No. { $number } renewed
    } until { $date }</b>
    We charged { $amount } ({ $source }). Same link, nothing to set up.
toast-renewal-on = Auto-renewal is on
toast-renewal-off = Auto-renewal is off
renewal-over =
    { $provider } will not charge for this subscription any more. { $over ->
        [0] All that you paid for stays yours: access lasts until <b>{ $date }</b>.
       *[other] What you paid for ended on { $date }; your link and devices are kept.
    }

## Gifts

plans-gift = 🎁 As a gift
referral-gifts = 🎀 Give a subscription
history-gift = gift
present-text =
    <b>A subscription as a gift</b>

    Choose for how long. Once it is paid you get a link: it goes to whoever accepts it first.
wrap-text =
    🎁 <b>{ $term } as a gift</b> · { $price }

    How would you like to pay?
payment-gift-text =
    <b>Invoice for { $amount }</b>
    A gift: { $what }
    { $provider }

    Tap “Pay”. As soon as the money is here, we send you the gift’s link: no need to wait.
waiting-gift =
    🎁 <b>The gift is yours, we are preparing access</b>

    It usually takes a few seconds, a little longer when the server is busy. The link comes by itself as soon as it is ready: nothing to tap.
gifts-text =
    <b>My gifts</b>

    Tap a gift to see its link.
gifts-none =
    <b>My gifts</b>

    You have not given anything yet. A VPN is handy for everybody!
gifts-waiting = 🎁 { $term } · { $date } · waiting
gifts-redeemed = ✅ { $term } · { $date } · accepted
gifts-returned = ↩️ { $term } · { $date } · returned
gifts-new = 🎁 Give a gift
given-text =
    🎁 <b>Your gift: { $term }</b>

    Send this link to whomever you want to please. It can be accepted once, so show it to nobody else.
given-link =
    The gift’s link (tap to copy):
    <code>{ $link }</code>
given-message = A fast VPN for you, { $term }. Open the link to accept the gift.
given-share = 📩 Send
given-back = ↩️ Get the money back
given-redeemed =
    🎉 <b>Your gift was accepted</b>
    { $receiver } has a subscription now: { $term }. Thank you for making others happy!
given-kept =
    🎉 <b>Gift accepted</b>
    You kept it yourself: { $term }, in your subscription already.
given-returned = ↩️ The gift ({ $term }) is cancelled, and its money went back.
given-held = ⏳ The money of this gift ({ $term }) is on its way back or being checked, so nobody can accept it now.
giftgone-text =
    ↩️ <b>The money of your gift went back</b>
    Whoever gave you the subscription got their payment back, and the time went with it.
giftback-text =
    <b>Get { $amount } back to your balance?</b>

    The gift’s link will stop working.
giftback-yes = ↩️ Yes, return it
gift-text =
    🎁 <b>{ $named ->
        [0] A gift for you!
       *[other] { $giver } has a gift for you!
    }</b>

    A fast VPN: { $term }. Accept it, and we send you access at once.{ $changes ->
        [0] { " If you have a subscription already, it gets longer." }
       *[other] { "" }
    }
gift-own =
    🎁 <b>This is your own gift: { $term }</b>

    Want to keep it? Accept it, and it is added to your subscription. Nobody else can have it then.
gift-number = 📌 The time goes to subscription No. { $number }.
gift-accept = 🎁 Accept
gift-refused-unknown = There is no such gift. Please check that the whole link was copied.
gift-refused-redeemed = Somebody else has accepted this gift already. Ask whoever sent it.
gift-refused-yours = ✅ You have accepted this gift already: it is in your subscription.
gift-refused-returned = This gift was cancelled: its money went back to whoever bought it.
gift-refused-held = This gift cannot be accepted now: its payment is being checked. Please look again later.
toast-gift-returning = Returning the money to your balance…
toast-gift-changes = You are on another plan now: see what becomes of your time
toast-gift-late = Too late: the gift is accepted, or its money went back already

## Profile

home-profile = 👤 Profile
profile-title =
    <b>{ $named ->
        [0] Profile
       *[other] { $name }
    }</b>
profile-since = With us since { $date }
profile-balance = Balance: <b>{ $amount }</b>
profile-subscriptions = Active subscriptions: <b>{ $count }</b>
profile-copy = 📋 Copy the ID
profile-email = Receipts: { $email }
profile-receipts = 📧 E-mail for receipts
email-text =
    <b>E-mail for receipts</b>

    Write your address, for example vera@mail.com, and receipts for what you pay will go there. We send nothing else to it.
email-text-set =
    <b>E-mail for receipts</b>

    Receipts for what you pay go to { $email }. To change the address, just write a new one.
email-unclear = ⚠️ That does not look like an e-mail. One address in Latin letters, with an @ and a dot, please: check it and write it again.
email-saved = ✅ Address saved.
email-removed = Address removed.
email-remove = 🗑 Remove the address
email-set = 📧 Get the receipt by e-mail
email-change = 📧 Receipt: { $email }

## Inline mode

inline-invite-title = 📩 Invite a friend
inline-invite-about = Send your link into this chat
inline-invite-text =
    🚀 <b>A fast VPN that just works</b>

    On your phone, computer and TV, connected in a minute. This link brings you a bonus on your first purchase.
inline-invite-text-plain =
    🚀 <b>A fast VPN that just works</b>

    On your phone, computer and TV, connected in a minute.
inline-invite-open = Open the bot

## For those who run the shop

person-none = Nobody was found
person-unnamed = customer
person-title = 👤 <b>{ $name }</b>
person-username = @{ $username }
person-id = ID: <code>{ $id }</code>
person-since = With us since { $date }
person-until = Subscription until { $date }
person-no-subscription = No subscription
person-balance = On the balance: { $amount }
person-paid = Paid in all: { $amount }
person-banned = ⛔ Banned since { $date }
person-blocked = 🚫 Stopped the bot on { $date }
figures-about = Send into this chat
figures-money-title = 💰 Money
figures-people-title = 👥 People
figures-system-title = ⚙️ System
figures-money = <b>💰 Came in</b>
figures-back = <b>↩️ Went back</b>
figures-payments = <b>🧾 Payments</b>
figures-people = <b>👥 New people</b>
figures-system = <b>⚙️ System</b>
figures-today = Today: { $value }
figures-week = 7 days: { $value }
figures-month = 30 days: { $value }
figures-total = In all: { $value }
figures-uncounted = <i>Not counted yet</i>
figures-due = Jobs waiting: { $count }
figures-oldest = The oldest has waited for { $seconds } s
figures-parked = Waiting for an operator: { $count }
figures-review = Payments in review: { $count }

## Renewals that the payment system runs by itself

rhythm =
    { $months ->
        [0] { $days ->
            [1] every day
           *[other] every { $days } days
        }
        [1] every month
        [12] every year
       *[other] every { $months } months
    }
repeat-choose = 🔁 With auto-renewal
repeat-once = Pay just once
repeat-text = <b>{ $term }</b>, with auto-renewal
repeat-way = { $provider }: <b>{ $amount }</b> { $rhythm }
repeat-first-cryptomus = Cryptomus first asks you to log in there and to confirm the subscription.
repeat-provider-platega = 🏦 SBP
repeat-provider-stars = { provider-stars }
repeat-provider-cryptomus = { provider-cryptomus }
repeat-no-discount = 🎟 The promo code is for paying once: here the price is the usual one.
repeat-terms = You pay now, then the payment system charges the same by itself, and the subscription renews. The price stays as it is. You can turn it off at any time: My subscription → Auto-renewal.
payment-repeats = 🔁 With auto-renewal: { $amount } { $rhythm }. You can turn it off at any time.
run-title-on = <b>Auto-renewal is on</b>
run-title-off = <b>Auto-renewal is off</b>
run-title-paused = <b>Auto-renewal is on hold</b>
run-title-trouble = ⚠️ <b>The renewal did not go through</b>
run-facts =
    { $over ->
        [0] The subscription is active until
       *[other] The subscription was active until
    } <b>{ $date }</b>
    { $provider }: { $amount } { $rhythm }
run-price = The plan costs { $now } now. You keep your price, { $amount }, until you turn renewals off.
run-on = Next charge: { $next }. The payment system makes it by itself.
run-late = The charge was due on { $next }, and there is no money yet. As soon as it comes, the subscription renews itself.
run-failed = The payment system could not charge: please see whether there is enough. Or pay yourself, so that you stay connected.
run-failed-last = The payment system could not charge, and will not try again. Pay yourself, so that you stay connected, or turn auto-renewal on anew.
run-paused = Nothing will be charged, and the time you paid for is yours. To bring renewals back, turn them on where you pay: in Telegram it is Settings → My Stars → your subscription.
run-allowing = We are telling the payment system that renewals may go on. It takes seconds.
run-stopping = We are telling the payment system to charge no more. It usually takes seconds.
run-stopped = Nothing more will be charged. The time you paid for is yours.
run-resume = 🔁 Bring renewals back
run-otherwise = 💳 Renew another way
run-off-text =
    <b>Turn auto-renewal off?</b>

    { $provider }: nothing more will be charged. { $over ->
        [0] The subscription stays active until { $date }.
       *[other] The subscription was active until { $date }.
    }
run-off-yes = 🛑 Yes, turn it off
run-resume-text =
    <b>Bring auto-renewal back?</b>

    { $provider }: we allow charges again, and you can turn renewals on where you pay. Same price, same period.
renewed-run-text =
    🔁 <b>{ $number ->
        [1] Renewed
       *[other] Subscription No. { $number } renewed
    } until { $date }</b>
    Paid automatically: { $amount } ({ $source }). Same link, nothing to set up.
toast-renewal-allowed = Renewals are allowed again

## An end

expiring-soon =
    ⏳ <b>{ $trial ->
        [0] Your subscription{ $number ->
            [1] { "" }
           *[other] { " No. " }{ $number }
        } ends
       *[other] Your trial ends
    } on { $time }</b>

    { $days ->
        [one] { $days } day is left
       *[other] { $days } days are left
    }. { $trial ->
        [0] Renew in good time: the new term is added to what is left; link and devices stay the same.
       *[other] Did you like it? Buy a subscription: what is left is added to it, and the link stays the same.
    }
expiring-ended =
    ⏳ <b>{ $trial ->
        [0] Your subscription{ $number ->
            [1] { "" }
           *[other] { " No. " }{ $number }
        } has ended
       *[other] Your trial has ended
    }</b>

    Your link and devices are kept: { $trial ->
        [0] renew
       *[other] buy a subscription
    }, and everything works again with nothing to set up.
expiring-after =
    👋 <b>{ $trial ->
        [0] Your subscription{ $number ->
            [1] { "" }
           *[other] { " No. " }{ $number }
        } ended
       *[other] Your trial ended
    } a day ago</b>

    Your link and devices are still kept: one minute and everything works again. If something was wrong, write to us, we will help.
expiring-renewal = 🔁 Renew automatically
