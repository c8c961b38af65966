import { badRequest } from '../errors.js';
import type { Methods } from './method.js';

const downloadLimitBytes = 20 * 1024 * 1024;

export const fileMethods: Methods = {
  getFile(params, { files }) {
    if (!params.has('file_id')) throw badRequest('invalid file_id');
    const file = files.get(params.text('file_id'));
    if (file.bytes > downloadLimitBytes) throw badRequest('file is too big');
    return {
      file_id: file.id,
      file_unique_id: file.uniqueId,
      file_size: file.bytes,
      file_path: file.path,
    };
  },
};
