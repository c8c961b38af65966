/**
 * Jobs that are promised by their name, since their files import, on some way, the file that promises them. No other name
 * can be promised without its job; a test sees to it that each is there.
 */
export const jobsByName = {
  checkMandate: { name: 'mandate.check' },
  checkPayment: { name: 'payment.check' },
  checkReceipt: { name: 'receipt.check' },
  provisionSubscription: { name: 'subscription.provision' },
  refoldSubscription: { name: 'subscription.refold' },
  reviewRenewal: { name: 'renewal.review' },
  rewardReferral: { name: 'referral.reward' },
  steerMandate: { name: 'mandate.steer' },
} as const;

export type JobByName = (typeof jobsByName)[keyof typeof jobsByName];
