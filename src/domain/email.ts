/** As it is shown: enough for its owner to know it by, too little for anybody else. "vera@mail.ru" is "v***@mail.ru". */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return `${email.slice(0, 1)}***@${domain.length > longest ? `${domain.slice(0, longest)}…` : domain}`;
}

/** Of a domain on a button. */
const longest = 30;
