import { derivedIndicators } from '../../domain/indicator/index.js';
import { askPages, type Ask, type Part } from './answers.js';
import { share, table, yuan, type Cell, type Section, type Table } from './tables.js';

/** What a report is of, besides what every query is asked with (`id`, `district`, `asOf`, `schoolYear`, `language`, `names`, `on`, `rules`). */
export interface Of {
  readonly ask: Ask;
  /** Whether it is a group, or a district. */
  readonly isGroup: boolean;
  readonly names: boolean;
  readonly schoolYear: number;
  /** First and last day of the school year. */
  readonly from: string;
  readonly to: string;
}
type Chapter = (of: Of) => Promise<Section>;

const SCHOOL = 'entityId name kind phase standing isRural leadershipRegime';
const SHARE = '{ numerator denominator atLeast }';
const MONEY = '{ yuan }';

/** The scope of findings, and of what else takes either. */
const scope = ({ isGroup }: Of): string => (isGroup ? 'groupId: $id' : 'districtId: $id');

/** Something of the groups that a report is of: one, or those of the district, some at a time. */
const ofGroups = async (
  { ask, isGroup }: Of,
  name: string,
  fields: string,
  variables = '',
): Promise<readonly Part[]> => {
  if (isGroup)
    return [
      (await ask(`query ${name}($id: ID!, $asOf: AsOf${variables}) { group(id: $id, asOf: $asOf) { ${fields} } }`)).to(
        'group',
      ),
    ];
  const pages = await askPages(
    ask,
    `query ${name}($id: ID!, $asOf: AsOf, $after: String${variables}) { groups(districtId: $id, asOf: $asOf, first: 10, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
    'groups',
  );
  return pages.flatMap((page) => page.list('groups', 'nodes'));
};

/** Something of the schools of a group, or of the district. */
const ofSchools = async (of: Of, name: string, fields: string, variables = ''): Promise<readonly Part[]> => {
  if (of.isGroup)
    return (await ofGroups(of, name, `members { school { ${fields} } }`, variables)).flatMap((one) =>
      one.list('members').map((member) => member.to('school')),
    );
  const pages = await askPages(
    of.ask,
    `query ${name}($id: ID!, $asOf: AsOf${variables}, $after: String) { schools(districtId: $id, asOf: $asOf, first: 100, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
    'schools',
  );
  return pages.flatMap((page) => page.list('schools', 'nodes'));
};

const group: Chapter = async (of) => {
  const groups = await ofGroups(
    of,
    'Groups',
    `entityId name form formedOn dissolvedOn commonFeature lead { name } members { since isLead feature school { ${SCHOOL} } }`,
  );
  const district = of.isGroup
    ? []
    : [
        (
          await of.ask(
            'query District($id: ID!, $asOf: AsOf) { district(id: $id, asOf: $asOf) { code name schoolCount unitCount groupCount allianceCount } }',
          )
        ).to('district'),
      ];
  return {
    name: 'groupsAndSchools',
    tables: [
      table('district', district, {
        code: 'code',
        name: 'name',
        schoolCount: 'schoolCount',
        unitCount: 'unitCount',
        groupCount: 'groupCount',
        allianceCount: 'allianceCount',
      }),
      table('groups', groups, {
        code: 'entityId',
        name: 'name',
        form: 'form',
        lead: ['lead', 'name'],
        formedOn: 'formedOn',
        dissolvedOn: 'dissolvedOn',
        commonFeature: 'commonFeature',
      }),
      table(
        'members',
        groups.flatMap((one) => one.list('members')),
        {
          group: (member) => member.up(2).said('name'),
          code: ['school', 'entityId'],
          school: ['school', 'name'],
          kind: ['school', 'kind'],
          phase: ['school', 'phase'],
          standing: ['school', 'standing'],
          isRural: ['school', 'isRural'],
          leadershipRegime: ['school', 'leadershipRegime'],
          isLead: 'isLead',
          since: 'since',
          feature: 'feature',
        },
      ),
    ],
  };
};

const council: Chapter = async (of) => {
  const groups = await ofGroups(
    of,
    'Councils',
    `name charter { quorum ${SHARE} majority ${SHARE} termYears documentNo since }
      councilTerms { entityId ordinal termFrom termTo inOffice filing { status filedOn answeredOn documentNo }
        seats { since isChair post recommendedBy { name } person @include(if: $names) { name } } }`,
    ', $names: Boolean!',
  );
  const terms = groups.flatMap((one) => one.list('councilTerms'));
  return {
    name: 'council',
    tables: [
      table(
        'charter',
        groups.map((one) => one.to('charter')).filter(({ value }) => value !== null),
        {
          group: (charter) => charter.up(1).said('name'),
          quorum: share('quorum'),
          quorumAtLeast: ['quorum', 'atLeast'],
          majority: share('majority'),
          majorityAtLeast: ['majority', 'atLeast'],
          termYears: 'termYears',
          documentNo: 'documentNo',
          since: 'since',
        },
      ),
      table('terms', terms, {
        council: 'entityId',
        ordinal: 'ordinal',
        termFrom: 'termFrom',
        termTo: 'termTo',
        inOffice: 'inOffice',
        filing: ['filing', 'status'],
        filedOn: ['filing', 'filedOn'],
        answeredOn: ['filing', 'answeredOn'],
        documentNo: ['filing', 'documentNo'],
      }),
      table(
        'seats',
        terms.flatMap((one) => one.list('seats')),
        {
          council: (seat) => seat.up(2).said('entityId'),
          recommendedBy: ['recommendedBy', 'name'],
          post: 'post',
          isChair: 'isChair',
          since: 'since',
          ...(of.names && { person: ['person', 'name'] }),
        },
      ),
    ],
  };
};

const resolutions: Chapter = async (of) => {
  const groups = await ofGroups(
    of,
    'Resolutions',
    `name resolutions(includeEnded: true) { entityId kind subject fiscalYear sum ${MONEY} effectiveOn repealedOn inForce
      meetings { decided heldOn onBehalf quorum ${SHARE} majority ${SHARE} ballot { present proxies recused for against abstained } } }`,
  );
  const all = groups.flatMap((one) => one.list('resolutions'));
  const heldOn = (meeting: Part): string => String(meeting.said('heldOn').value);
  const meetings = all
    .flatMap((one) => one.list('meetings'))
    .filter((one) => heldOn(one) >= of.from && heldOn(one) <= of.to);
  return {
    name: 'meetings',
    tables: [
      table('meetings', meetings, {
        resolution: (meeting) => meeting.up(2).said('entityId'),
        decided: 'decided',
        heldOn: 'heldOn',
        present: ['ballot', 'present'],
        proxies: ['ballot', 'proxies'],
        recused: ['ballot', 'recused'],
        for: ['ballot', 'for'],
        against: ['ballot', 'against'],
        abstained: ['ballot', 'abstained'],
        quorum: share('quorum'),
        majority: share('majority'),
        onBehalf: 'onBehalf',
      }),
      table(
        'resolutions',
        all.filter((one) =>
          meetings.some((meeting) => meeting.up(2).said('entityId').value === one.said('entityId').value),
        ),
        {
          resolution: 'entityId',
          kind: 'kind',
          subject: 'subject',
          fiscalYear: 'fiscalYear',
          sum: yuan('sum'),
          effectiveOn: 'effectiveOn',
          repealedOn: 'repealedOn',
          inForce: 'inForce',
        },
      ),
    ],
  };
};

const flowColumns = {
  from: ['from', 'name'],
  fromKey: ['from', 'key'],
  to: ['to', 'name'],
  toKey: ['to', 'key'],
  teachers: 'teachers',
  backbone: 'backbone',
  fullTimeEquivalents: 'fullTimeEquivalents',
  months: 'months',
} as const;

const rotation: Chapter = async (of) => {
  const shares = (
    await of.ask(
      `query Shares($id: ID!, $asOf: AsOf, $schoolYear: Int!, $language: Language) {
  findings(${scope(of)}, asOf: $asOf, schoolYear: $schoolYear, first: 100, kinds: [ROTATION_SHARE, BACKBONE_SHARE, ROTATION_FLOW, BACKBONE_FLOW, LEAD_DRAIN]) {
    nodes { rule result numerator denominator documentNo clause message(language: $language) subject { ... on EducationGroup { name } ... on District { name } }
      counted { as reason count } excluded { as reason count } } } }`,
    )
  ).list('findings', 'nodes');
  const district = of.isGroup ? '$district' : '$id';
  const flows = async (by: string): Promise<readonly Part[]> =>
    (
      await of.ask(
        `query FlowsBy${by}(${district}: ID!, $asOf: AsOf, $schoolYear: Int!) { rotationFlows(districtId: ${district}, asOf: $asOf, schoolYear: $schoolYear, by: ${by}) { from { key name } to { key name } teachers backbone fullTimeEquivalents months } }`,
      )
    ).list('rotationFlows');
  return {
    name: 'rotation',
    tables: [
      table('shares', shares, {
        subject: ['subject', 'name'],
        rule: 'rule',
        result: 'result',
        numerator: 'numerator',
        denominator: 'denominator',
        documentNo: 'documentNo',
        clause: 'clause',
        message: 'message',
      }),
      table(
        'counted',
        shares.flatMap((one) => [...one.list('counted'), ...one.list('excluded')]),
        {
          subject: (count) => count.up(2).said('subject', 'name'),
          rule: (count) => count.up(2).said('rule'),
          as: 'as',
          reason: 'reason',
          count: 'count',
        },
      ),
      table('flowsByGroup', of.isGroup ? [] : await flows('GROUP'), flowColumns),
      table('flowsByStanding', of.isGroup ? [] : await flows('STANDING'), flowColumns),
      table('flowsByRural', of.isGroup ? [] : await flows('RURAL'), flowColumns),
      table('flowsBySchool', await ownFlows(of, flows), flowColumns),
    ],
  };
};

/** Of a group the flows from and to its members; of a district all. */
const ownFlows = async (of: Of, flows: (by: string) => Promise<readonly Part[]>): Promise<readonly Part[]> => {
  const all = await flows('SCHOOL');
  if (!of.isGroup) return all;
  const members = (await ofGroups(of, 'Members', 'members { school { entityId } }')).flatMap((one) =>
    one.list('members').map((member) => member.said('school', 'entityId').value),
  );
  return all.filter((flow) => (['from', 'to'] as const).some((end) => members.includes(flow.said(end, 'key').value)));
};

const money: Chapter = async (of) => {
  const groups = await ofGroups(
    of,
    'Funds',
    `name funds { entityId fiscalYear appropriated ${MONEY} carriedIn ${MONEY} allocated ${MONEY} committed ${MONEY} spent ${MONEY} free ${MONEY} carriedOut ${MONEY} returned ${MONEY} balanced closedOn
      execution(on: $on) { on received ${MONEY} allocated ${MONEY} committed ${MONEY} spent ${MONEY} share }
      lines { line purpose school { name } allocated ${MONEY} committed ${MONEY} spent ${MONEY} unspent ${MONEY} suspended }
      ages { originYear ageYears amount ${MONEY} free ${MONEY} unspent ${MONEY} } }`,
    ', $on: [Date!]!',
  );
  const funds = groups.flatMap((one) => one.list('funds'));
  const fund = (part: Part): Cell => part.up(2).said('entityId');
  const parts = (name: string): readonly Part[] => funds.flatMap((one) => one.list(name));
  return {
    name: 'funds',
    tables: [
      table('funds', funds, {
        fund: 'entityId',
        fiscalYear: 'fiscalYear',
        appropriated: yuan('appropriated'),
        carriedIn: yuan('carriedIn'),
        allocated: yuan('allocated'),
        committed: yuan('committed'),
        spent: yuan('spent'),
        free: yuan('free'),
        carriedOut: yuan('carriedOut'),
        returned: yuan('returned'),
        balanced: 'balanced',
        closedOn: 'closedOn',
      }),
      table('purposes', parts('lines'), {
        fund,
        line: 'line',
        purpose: 'purpose',
        school: ['school', 'name'],
        allocated: yuan('allocated'),
        committed: yuan('committed'),
        spent: yuan('spent'),
        unspent: yuan('unspent'),
        suspended: 'suspended',
      }),
      table('execution', parts('execution'), {
        fund,
        on: 'on',
        received: yuan('received'),
        allocated: yuan('allocated'),
        committed: yuan('committed'),
        spent: yuan('spent'),
        share: 'share',
      }),
      table('ages', parts('ages'), {
        fund,
        originYear: 'originYear',
        ageYears: 'ageYears',
        amount: yuan('amount'),
        free: yuan('free'),
        unspent: yuan('unspent'),
      }),
    ],
  };
};

const findings: Chapter = async (of) => {
  const count = (result: string): string =>
    `${result.toLowerCase()}: findings(${scope(of)}, asOf: $asOf, schoolYear: $schoolYear, kinds: $rules, result: ${result}, first: 1) { totalCount }`;
  const counts = await of.ask(
    `query FindingCounts($id: ID!, $asOf: AsOf, $schoolYear: Int!, $rules: [FindingRule!]!) { ${['FAIL', 'UNKNOWN', 'PASS'].map(count).join(' ')} late: findings(${scope(of)}, asOf: $asOf, kinds: [ENTERED_LATE], first: 1) { totalCount } }`,
  );
  const pages = await askPages(
    of.ask,
    `query Findings($id: ID!, $asOf: AsOf, $schoolYear: Int!, $rules: [FindingRule!]!, $language: Language, $after: String) {
  findings(${scope(of)}, asOf: $asOf, schoolYear: $schoolYear, kinds: $rules, first: 100, after: $after) { nodes { rule result message(language: $language) source clause } pageInfo { hasNextPage endCursor } } }`,
    'findings',
  );
  return {
    name: 'findings',
    tables: [
      table('findingCounts', [counts], {
        FAIL: ['fail', 'totalCount'],
        UNKNOWN: ['unknown', 'totalCount'],
        PASS: ['pass', 'totalCount'],
        enteredLate: ['late', 'totalCount'],
      }),
      table(
        'findings',
        pages.flatMap((page) => page.list('findings', 'nodes')),
        { rule: 'rule', result: 'result', message: 'message', source: 'source', clause: 'clause' },
      ),
    ],
  };
};

const EVALUATION = `entityId period kind topic office status grade openedOn documentNo group { name } school { name }
  conclusions { grade concludedOn documentNo stands } findings { number dimension school { name } says { level nature text } }
  rectifications { number finding status orderedOn deadline overdue documentNo school { name } }`;

const evaluations: Chapter = async (of) => {
  const all = of.isGroup
    ? (
        await ofGroups(
          of,
          'Evaluations',
          `evaluations { ${EVALUATION} } members { school { evaluations { ${EVALUATION} } } }`,
        )
      ).flatMap((one) => [
        ...one.list('evaluations'),
        ...one.list('members').flatMap((member) => member.list('school', 'evaluations')),
      ])
    : (
        await askPages(
          of.ask,
          `query Evaluations($id: ID!, $asOf: AsOf, $after: String) { evaluations(districtId: $id, asOf: $asOf, first: 20, after: $after) { nodes { ${EVALUATION} } pageInfo { hasNextPage endCursor } } }`,
          'evaluations',
        )
      ).flatMap((page) => page.list('evaluations', 'nodes'));
  const ofYear = all.filter((one) =>
    String(one.said('period').value).startsWith(`${of.schoolYear}-${of.schoolYear + 1}`),
  );
  const evaluation = (part: Part): Cell => part.up(2).said('entityId');
  const parts = (name: string): readonly Part[] => ofYear.flatMap((one) => one.list(name));
  return {
    name: 'evaluations',
    tables: [
      table('evaluations', ofYear, {
        evaluation: 'entityId',
        scope: (one) => (one.to('school').value === null ? one.said('group', 'name') : one.said('school', 'name')),
        kind: 'kind',
        topic: 'topic',
        office: 'office',
        openedOn: 'openedOn',
        status: 'status',
        grade: 'grade',
        documentNo: 'documentNo',
      }),
      table('conclusions', parts('conclusions'), {
        evaluation,
        grade: 'grade',
        concludedOn: 'concludedOn',
        documentNo: 'documentNo',
        stands: 'stands',
      }),
      table('evaluationFindings', parts('findings'), {
        evaluation,
        number: 'number',
        dimension: 'dimension',
        school: ['school', 'name'],
        level: ['says', 'level'],
        nature: ['says', 'nature'],
        text: ['says', 'text'],
      }),
      table('rectifications', parts('rectifications'), {
        evaluation,
        number: 'number',
        finding: 'finding',
        school: ['school', 'name'],
        status: 'status',
        orderedOn: 'orderedOn',
        deadline: 'deadline',
        overdue: 'overdue',
        documentNo: 'documentNo',
      }),
    ],
  };
};

/** The value of an indicator among those of a school. */
const indicatorIn = (all: readonly Part[], indicator: unknown, phase: unknown): Cell =>
  all.find((one) => one.said('indicator').value === indicator && one.said('phase').value === phase)?.said('value') ??
  '';

const indicators: Chapter = async (of) => {
  const fields =
    'name derivedIndicators(schoolYear: $schoolYear) { indicator phase status value } indicators(schoolYear: $schoolYear) { survey { population respondents satisfied share } }';
  const schools = await ofSchools(of, 'Indicators', fields, ', $schoolYear: Int!');
  // Of each phase the first indicator stands for its row; of a phase of which nothing is known there is none.
  const rows = schools.flatMap((school) => {
    const derived = school.list('derivedIndicators');
    const known = new Set(
      derived.filter((one) => one.said('status').value === 'KNOWN').map((one) => one.said('phase').value),
    );
    return derived.filter(
      (one) => one.said('indicator').value === derivedIndicators[0] && known.has(one.said('phase').value),
    );
  });
  const balance = await of.ask(
    `query Balance($id: ID!, $asOf: AsOf, $schoolYear: Int!) { ${['PRIMARY', 'JUNIOR'].map((phase) => `${phase.toLowerCase()}: indicatorBalance(${scope(of)}, asOf: $asOf, schoolYear: $schoolYear, phase: ${phase}) { indicator status schoolsCounted pupils mean standardDeviation coefficient schoolsMissing { school { name } } }`).join(' ')} }`,
  );
  const balanceColumns = {
    indicator: 'indicator',
    status: 'status',
    schoolsCounted: 'schoolsCounted',
    pupils: 'pupils',
    mean: 'mean',
    standardDeviation: 'standardDeviation',
    coefficient: 'coefficient',
  } as const;
  return {
    name: 'indicators',
    tables: [
      table('derivedIndicators', rows, {
        school: (one) => one.up(2).said('name'),
        phase: 'phase',
        ...Object.fromEntries(
          derivedIndicators.map((indicator) => [
            indicator,
            (one: Part): Cell => indicatorIn(one.up(2).list('derivedIndicators'), indicator, one.said('phase').value),
          ]),
        ),
      }),
      table(
        'surveys',
        schools
          .map((school) => school.to('indicators', 'survey'))
          .filter(({ value }) => value !== null && value !== undefined),
        {
          school: (survey) => survey.up(2).said('name'),
          population: 'population',
          respondents: 'respondents',
          satisfied: 'satisfied',
          share: 'share',
        },
      ),
      table('balancePrimary', balance.list('primary'), balanceColumns),
      table('balanceJunior', balance.list('junior'), balanceColumns),
    ],
  };
};

const EXCHANGE = '{ teachers backbone months weeklyLessons transferred subjects { subject teachers months } }';
const FIGURES = `{ school { name standing } teachersIn ${EXCHANGE} teachersOut ${EXCHANGE} spent { purpose amount ${MONEY} } spentInAll ${MONEY} grade indicators { indicator phase value } }`;
const DEVELOPMENT = `query Development($schoolId: ID!, $asOf: AsOf, $schoolYear: Int!) { schoolDevelopment(schoolId: $schoolId, from: $schoolYear, to: $schoolYear, asOf: $asOf) { whole {
  school ${FIGURES} lead ${FIGURES} districtMedian { schools teachersIn teachersOut monthsIn monthsOut spentInAll ${MONEY} grade gradedSchools indicators { indicator phase schools value } } } } }`;

/** What is compared: of the school and its lead, and where there is one of the median. */
const COMPARED: readonly (readonly [name: string, of: readonly string[], median?: readonly string[]])[] = [
  ['standing', ['school', 'standing']],
  ['teachersIn', ['teachersIn', 'teachers'], ['teachersIn']],
  ['monthsIn', ['teachersIn', 'months'], ['monthsIn']],
  ['backboneIn', ['teachersIn', 'backbone']],
  ['lessonsIn', ['teachersIn', 'weeklyLessons']],
  ['transferredIn', ['teachersIn', 'transferred']],
  ['teachersOut', ['teachersOut', 'teachers'], ['teachersOut']],
  ['monthsOut', ['teachersOut', 'months'], ['monthsOut']],
  ['backboneOut', ['teachersOut', 'backbone']],
  ['transferredOut', ['teachersOut', 'transferred']],
  ['spentInAll', ['spentInAll', 'yuan'], ['spentInAll', 'yuan']],
  ['grade', ['grade'], ['grade']],
];

/** POTENTIAL or rural schools; where no standing is recorded, also those that are in a group or an alliance and lead none [D]. */
const weakSchools = async (of: Of): Promise<readonly string[]> => {
  const fields = 'entityId standing isRural memberships { isLead }';
  const schools = await ofSchools(of, 'Schools', fields);
  const isX = (school: Part): boolean => {
    const memberships = school.list('memberships');
    return memberships.length > 0 && memberships.every((one) => one.said('isLead').value === false);
  };
  return schools
    .filter((one) => {
      const standing = one.said('standing').value;
      return standing === 'POTENTIAL' || one.said('isRural').value === true || (standing === 'UNSPECIFIED' && isX(one));
    })
    .map((one) => String(one.said('entityId').value));
};

const developmentOf = (whole: Part): readonly Table[] => {
  const [school, lead, median] = [whole.to('school'), whole.to('lead'), whole.to('districtMedian')];
  const name = school.said('school', 'name');
  const row = (figure: Cell, own: Cell, ofLead: Cell, inTheMiddle: Cell): readonly Cell[] => [
    name,
    figure,
    own,
    ofLead,
    inTheMiddle,
  ];
  const ofLead = (cell: () => Cell): Cell => (lead.value === null ? '' : cell());
  return [
    {
      name: 'development',
      columns: ['school', 'figure', 'own', 'lead', 'median'],
      rows: [
        ...COMPARED.map(([figure, path, middle]) =>
          row(
            figure,
            school.said(...path),
            ofLead(() => lead.said(...path)),
            middle ? median.said(...middle) : '',
          ),
        ),
        ...school.list('indicators').flatMap((one) => {
          const [indicator, phase] = [one.said('indicator'), one.said('phase')];
          if (one.said('value').value === null) return [];
          const other = (of: Part): Cell => indicatorIn(of.list('indicators'), indicator.value, phase.value);
          return [
            row(
              [indicator, phase],
              one.said('value'),
              ofLead(() => other(lead)),
              other(median),
            ),
          ];
        }),
      ],
    },
    table('subjectsIn', school.list('teachersIn', 'subjects'), {
      school: () => name,
      subject: 'subject',
      teachers: 'teachers',
      months: 'months',
    }),
    table('spentOn', school.list('spent'), { school: () => name, purpose: 'purpose', amount: yuan('amount') }),
  ];
};

const development: Chapter = async (of) => {
  const tables: Table[] = [];
  for (const schoolId of await weakSchools(of)) {
    const whole = (await of.ask(DEVELOPMENT, { schoolId })).to('schoolDevelopment', 'whole');
    tables.push(...developmentOf(whole));
  }
  return { name: 'development', tables };
};

/** What a report tells, in its order. */
const chapters: readonly Chapter[] = [
  group,
  council,
  resolutions,
  rotation,
  money,
  findings,
  evaluations,
  indicators,
  development,
];

/** All sections; tables without rows are left out. */
export const sectionsOf = async (of: Of): Promise<readonly Section[]> => {
  const sections: Section[] = [];
  for (const chapter of chapters) {
    const { name, tables } = await chapter(of);
    sections.push({ name, tables: tables.filter(({ rows }) => rows.length > 0) });
  }
  return sections;
};
