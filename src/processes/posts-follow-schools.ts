import { splitId, streamKey } from '../domain/identity.js';
import { splitPersonKey } from '../domain/person/index.js';
import type { PostRow } from '../projections/person/career-rows.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Process } from './process.js';

/**
 * A post is held at an open school (DOMAIN.md, rules across streams). Closing and merging are never refused: on whichever side the
 * race was lost, the posts that go on beyond a school's last day end with it.
 */
export const postsFollowSchools: Process = {
  name: 'posts-follow-schools',
  on: ['SchoolClosed', 'SchoolsMerged', 'PostAssigned', 'PostEnded', 'RecordCorrected', 'RecordRetracted'],
  react: async ({ stream, eventId }, { read, issue }) => {
    for (const { post, day } of postsBeyond(read, stream)) {
      const { personId, number } = splitPersonKey(post.key);
      await issue(
        { type: 'EndPost', personId, post: number },
        { key: `${number}/${eventId}`, effectiveOn: day > post.since ? day : post.since },
      );
    }
  },
  stands: (read, { stream }) => postsBeyond(read, stream).length > 0,
};

/** The posts of a person, or at the schools of a district, that go on after the school has closed, with the day it closed. */
const postsBeyond = (read: ReadModels, stream: string): readonly { readonly post: PostRow; readonly day: string }[] => {
  const position = read.events.head();
  const key = streamKey(stream);
  const posts = stream.startsWith('person-')
    ? read.posts.by('person', key, position)
    : stream.startsWith('district-')
      ? read.schools
          .by('district', key, position)
          .filter(({ closedOn }) => closedOn !== null)
          .flatMap((school) => read.posts.by('school', school.key, position))
      : [];
  return posts.flatMap((post) => {
    const day = splitId(post.school).code === '' ? null : (read.schools.byKey(post.school, position)?.closedOn ?? null);
    const goesOn = post.until === null || (post.until > post.since && day !== null && post.until > day);
    return day !== null && goesOn ? [{ post, day }] : [];
  });
};
