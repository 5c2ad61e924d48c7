import {
  aCampaign,
  aCreation,
  aDncList,
  aFilter,
  after,
  aList,
  anIntegration,
  anUpdate,
  aState,
  decided,
  faultsOf,
  NOW,
} from '../campaign-builders.ts';

describe('creating', () => {
  it('keeps a valid campaign off, in the home division, at version 1', () => {
    const body = aCreation({ dncListIds: ['dnc-1', 'dnc-1'], contactListFilterIds: ['filter-1'] });
    expect(after(decided(body, aState()))).toEqual(
      aCampaign({ dncListIds: ['dnc-1'], contactListFilterIds: ['filter-1'] }),
    );
  });

  it('takes a name of 64 characters with spaces and signs, and counts characters, not bytes', () => {
    expect(after(decided(aCreation({ name: `¡Olé! ${'😀'.repeat(58)}` }), aState()))).not.toBeNull();
  });

  it.each([
    ['', 'name name.cannot.be.blank'],
    ['  ', 'name name.cannot.be.blank'],
    ['x'.repeat(65), 'name name.length.exceeded'],
  ])('refuses the name "%s"', (name, fault) => {
    expect(faultsOf(decided(aCreation({ name }), aState()))).toEqual([fault]);
  });

  it('refuses a name that another campaign has', () => {
    expect(faultsOf(decided(aCreation(), aState({ isTaken: true })))).toEqual(['name duplicate.name']);
  });

  it('names every wrong field at once', () => {
    const body = aCreation({
      name: '',
      whatsappColumn: 'mobile',
      messagesPerMinute: 4_801,
      template: {
        name: 'Bad Name',
        language: 'english',
        header: [],
        body: [{ name: null, column: 'city', value: null }],
        buttons: [],
      },
      dncListIds: ['gone'],
      contactListFilterIds: ['gone', 'filter-1'],
      contactSorts: [
        { fieldName: 'age', direction: 'ASC', numeric: true },
        { fieldName: 'age', direction: 'DESC', numeric: true },
        { fieldName: 'size', direction: 'ASC', numeric: false },
        { fieldName: 'name', direction: 'ASC', numeric: false },
        { fieldName: 'id', direction: 'ASC', numeric: false },
      ],
    });
    const state = aState({ integration: anIntegration({ active: false }) });
    expect(faultsOf(decided(body, state))).toEqual([
      'name name.cannot.be.blank',
      'whatsappColumn invalid.campaign.whatsapp.columns',
      'messagesPerMinute messages.per.minute.limit.exceeded',
      'integrationId whatsapp.integration.not.active',
      'template.name content.template.invalid',
      'template.language content.template.invalid',
      'template.body[0].column content.template.invalid',
      'dncListIds[0] dnc.list.not.found',
      'contactListFilterIds more.than.one.contact.list.filter',
      'contactListFilterIds[0] contact.list.filter.not.found',
      'contactSorts constraint.validation',
      'contactSorts[1].fieldName contact.sorts.duplicate.field.names',
      'contactSorts[2].fieldName contact.sorts.invalid.field.name',
    ]);
  });

  it.each([
    ['the number', 80, 1_000, 4_800],
    ['the installation', 1_000, 20, 1_200],
  ])('refuses more messages per minute than %s allows and says the maximum', (_, number, system, maximum) => {
    const state = aState({
      integration: anIntegration({ messagesPerSecond: number }),
      limits: { campaigns: 10, filters: 10, activeCampaigns: 10, messagesPerSecond: system },
    });
    expect(after(decided(aCreation({ messagesPerMinute: maximum }), state))).not.toBeNull();
    expect(decided(aCreation({ messagesPerMinute: maximum + 1 }), state)).toEqual({
      accepted: false,
      faults: [
        {
          code: 'messages.per.minute.limit.exceeded',
          field: 'messagesPerMinute',
          message: `Messages per minute is ${maximum + 1}; the maximum is ${maximum}.`,
          limit: maximum,
        },
      ],
    });
  });

  it.each([0, -1])('refuses %s messages per minute', (messagesPerMinute) => {
    expect(faultsOf(decided(aCreation({ messagesPerMinute }), aState()))).toEqual([
      'messagesPerMinute invalid.messages.per.minute',
    ]);
  });

  it.each([
    ['that is missing', null, 'contact.list.not.found'],
    ['without records', aList({ size: 0 }), 'contact.list.is.empty'],
    ['without WhatsApp column', aList({ whatsappColumns: [] }), 'contact.list.has.no.whatsapp.columns'],
    [
      'whose import failed',
      aList({ imports: [{ id: 'i', state: 'FAILED', reason: null }] }),
      'contact.list.import.failed',
    ],
    [
      'whose import runs',
      aList({ imports: [{ id: 'i', state: 'RUNNING', reason: null }] }),
      'contact.list.import.in.progress',
    ],
  ])('refuses a contact list %s', (_, list, code) => {
    expect(faultsOf(decided(aCreation(), aState({ list })))).toEqual([`contactListId ${code}`]);
  });

  it.each([
    ['for e-mail', aDncList({ contactMethod: 'Email' }), 'dnc.list.invalid.contact.method'],
    ['without records', aDncList({ size: 0 }), 'dnc.list.is.empty'],
    [
      'whose import failed',
      aDncList({ imports: [{ id: 'i', state: 'FAILED', reason: null }] }),
      'dnc.list.import.failed',
    ],
  ])('refuses a DNC list %s', (_, dncList, code) => {
    const body = aCreation({ dncListIds: ['dnc-1'] });
    expect(faultsOf(decided(body, aState({ dncLists: [dncList] })))).toEqual([`dncListIds[0] ${code}`]);
  });

  it('refuses a filter of another contact list', () => {
    const body = aCreation({ contactListFilterIds: ['filter-1'] });
    const state = aState({ filters: [aFilter({ contactListId: 'list-2' })] });
    expect(faultsOf(decided(body, state))).toEqual([
      'contactListFilterIds[0] contact.list.filter.does.not.match.contact.list',
    ]);
  });

  it('refuses the campaign above the limit and says so', () => {
    const counts = { campaigns: 1_000, activeCampaigns: 0, filters: 0 };
    expect(decided(aCreation(), aState({ counts }))).toMatchObject({
      accepted: false,
      faults: [
        {
          code: 'max.entity.count.reached',
          limit: 1_000,
          message: 'The maximum campaign count has been reached: 1000.',
        },
      ],
    });
  });

  it('refuses an id that exists', () => {
    expect(faultsOf(decided(aCreation(), aState({ campaign: aCampaign() })))).toEqual([
      'subjectId invalid.create',
    ]);
  });

  it.each(['', 'x'.repeat(129), 'a b', '../etc'])('refuses the id "%s"', (id) => {
    expect(faultsOf(decided(aCreation(), aState(), id))).toEqual(['subjectId invalid.property']);
  });
});

describe('editing', () => {
  it('changes what is given, with the next version and revision', () => {
    const campaign = aCampaign({ version: 3, revision: 7 });
    const body = anUpdate({ version: 3, name: 'summer', dncListIds: ['dnc-1'] });
    expect(after(decided(body, aState({ campaign })))).toEqual({
      ...campaign,
      name: 'summer',
      dncListIds: ['dnc-1'],
      version: 4,
      revision: 8,
    });
  });

  it('refuses a change that is based on another version', () => {
    const state = aState({ campaign: aCampaign({ version: 3 }) });
    expect(faultsOf(decided(anUpdate({ version: 2, name: 'summer' }), state))).toEqual([
      'version invalid.update.wrong.version',
    ]);
  });

  it('changes nothing when everything is as it was', () => {
    const state = aState({ campaign: aCampaign() });
    expect(after(decided(anUpdate({ name: 'spring', messagesPerMinute: 600 }), state))).toBeNull();
  });

  it.each(['on', 'stopping', 'forced_stopping'] as const)(
    'changes name, rate and always running while %s',
    (status) => {
      const state = aState({ campaign: aCampaign({ status }) });
      const body = anUpdate({ name: 'summer', messagesPerMinute: 60, alwaysRunning: true });
      expect(after(decided(body, state))).toMatchObject({
        status,
        name: 'summer',
        messagesPerMinute: 60,
        alwaysRunning: true,
      });
    },
  );

  it('changes what becomes of unknown messages, also while it runs, within a week', () => {
    const ambiguity = { policy: 'RESEND_ONCE', afterMinutes: 30 } as const;
    for (const status of ['off', 'on'] as const) {
      const state = aState({ campaign: aCampaign({ status }) });
      expect(after(decided(anUpdate({ ambiguity }), state))).toMatchObject({ ambiguity });
      for (const afterMinutes of [0, -1, 1.5, 10_081])
        expect(faultsOf(decided(anUpdate({ ambiguity: { ...ambiguity, afterMinutes } }), state))).toEqual([
          'ambiguity invalid.ambiguity.minutes',
        ]);
    }
  });

  it('changes nothing else of a running campaign', () => {
    const state = aState({ campaign: aCampaign({ status: 'on' }) });
    const body = anUpdate({
      messagesPerMinute: 60,
      contactListId: 'list-2',
      integrationId: 'int-2',
      contactSorts: [{ fieldName: 'age', direction: 'ASC', numeric: true }],
    });
    expect(faultsOf(decided(body, state))).toEqual([
      'contactListId invalid.update.campaign.active',
      'integrationId invalid.update.campaign.active',
      'contactSorts invalid.update.campaign.active',
    ]);
  });

  it('changes the rate of a running campaign while contacts are imported into its list', () => {
    const list = aList({ imports: [{ id: 'i', state: 'RUNNING', reason: null }] });
    const state = aState({ campaign: aCampaign({ status: 'on' }), list });
    expect(after(decided(anUpdate({ messagesPerMinute: 60 }), state))).not.toBeNull();
  });

  it('refuses too high a rate of a running campaign', () => {
    const state = aState({ campaign: aCampaign({ status: 'on' }) });
    expect(faultsOf(decided(anUpdate({ messagesPerMinute: 5_000 }), state))).toEqual([
      'messagesPerMinute messages.per.minute.limit.exceeded',
    ]);
  });

  it('repairs an invalid campaign, which is off then without errors', () => {
    const errors = [{ code: 'contact.list.not.found', field: null, message: '', limit: null }];
    const campaign = aCampaign({ status: 'invalid', errors });
    const body = anUpdate({ contactListId: 'list-1' });
    expect(after(decided(body, aState({ campaign })))).toMatchObject({
      status: 'off',
      errors: [],
      version: 2,
    });
  });

  it('leaves a campaign invalid that is still broken', () => {
    const state = aState({ campaign: aCampaign({ status: 'invalid' }), list: null });
    expect(faultsOf(decided(anUpdate({ name: 'summer' }), state))).toEqual([
      'contactListId contact.list.not.found',
    ]);
  });

  it('begins a new run after another contact list was chosen', () => {
    const campaign = aCampaign({ runId: 'r', runNumber: 1, startsNewRun: false, contactListId: 'list-0' });
    expect(after(decided(anUpdate({ contactListId: 'list-1' }), aState({ campaign })))?.startsNewRun).toBe(
      true,
    );
  });

  it('changes the integration between runs only', () => {
    const campaign = aCampaign({ runId: 'r', runNumber: 1, startsNewRun: false });
    const body = anUpdate({ integrationId: 'int-2' });
    expect(faultsOf(decided(body, aState({ campaign })))).toEqual(['integrationId resources.in.use']);
    const recycled = { ...campaign, startsNewRun: true };
    expect(after(decided(body, aState({ campaign: recycled })))?.integrationId).toBe('int-2');
  });
});

describe('deleting', () => {
  it.each(['off', 'complete', 'invalid', 'forced_off'] as const)(
    'deletes a campaign that is %s',
    (status) => {
      const decision = decided(
        { type: 'DeleteCampaign', campaignId: 'campaign-1' },
        aState({ campaign: aCampaign({ status }) }),
      );
      expect(decision).toMatchObject({
        accepted: true,
        effect: { kind: 'delete-campaign' },
        change: { cause: 'DELETED', campaign: { revision: 2 } },
      });
    },
  );

  it.each(['on', 'stopping', 'forced_stopping'] as const)(
    'does not delete a campaign that is %s',
    (status) => {
      const state = aState({ campaign: aCampaign({ status }) });
      expect(faultsOf(decided({ type: 'DeleteCampaign', campaignId: 'campaign-1' }, state))).toEqual([
        'campaignStatus campaign.in.use',
      ]);
    },
  );

  it('says that there is no such campaign', () => {
    expect(
      faultsOf(decided({ type: 'DeleteCampaign', campaignId: 'other' }, aState(), 'other', NOW)),
    ).toEqual(['subjectId resource.not.found']);
  });
});

describe('callable times', () => {
  const hours = (over: object = {}) => ({
    timeZone: 'Europe/Berlin',
    ranges: [{ days: ['MON' as const], start: '09:00', end: '18:00', ...over }],
  });

  it('are kept, and told to those who pace and send', () => {
    const decision = decided(aCreation({ callableTimes: hours() }), aState());
    expect(after(decision)?.callableTimes).toEqual(hours());
  });

  it.each([
    ['a zone that is none', { ...hours(), timeZone: 'Berlin' }, 'callableTimes.timeZone invalid.value'],
    ['an end before the start', hours({ end: '06:00' }), 'callableTimes.ranges[0].end invalid.value'],
    ['no days', hours({ days: [] }), 'callableTimes.ranges[0].days invalid.value'],
  ])('are refused with %s, at creation, edit and start', (_, callableTimes, expected) => {
    expect(faultsOf(decided(aCreation({ callableTimes }), aState()))).toEqual([expected]);
    const campaign = aCampaign({ callableTimes });
    expect(faultsOf(decided(anUpdate({ callableTimes }), aState({ campaign: aCampaign() })))).toEqual([
      expected,
    ]);
    expect(
      faultsOf(decided({ type: 'StartCampaign', notBefore: null, notAfter: null }, aState({ campaign }))),
    ).toEqual([expected]);
  });

  it('without ranges are none, and so they are cleared', () => {
    const none = { timeZone: 'UTC', ranges: [] };
    expect(after(decided(aCreation({ callableTimes: none }), aState()))?.callableTimes).toBeNull();
    const campaign = aCampaign({ callableTimes: hours() });
    expect(after(decided(anUpdate({ callableTimes: none }), aState({ campaign })))?.callableTimes).toBeNull();
    expect(after(decided(anUpdate({ callableTimes: none }), aState({ campaign: aCampaign() })))).toBeNull();
  });

  it('stay as they are when an edit does not speak of them, also one from before they existed', () => {
    const campaign = aCampaign({ callableTimes: hours() });
    const older = anUpdate({ name: 'other' });
    delete older.callableTimes;
    expect(after(decided(older, aState({ campaign })))).toMatchObject({
      name: 'other',
      callableTimes: hours(),
    });
  });

  it('change while the campaign does not run', () => {
    const campaign = aCampaign({ status: 'on', callableTimes: hours() });
    const wider = hours({ end: '20:00' });
    expect(faultsOf(decided(anUpdate({ callableTimes: wider }), aState({ campaign })))).toEqual([
      'callableTimes invalid.update.campaign.active',
    ]);
    const off = aState({ campaign: { ...campaign, status: 'off' } });
    expect(after(decided(anUpdate({ callableTimes: wider }), off))?.callableTimes).toEqual(wider);
  });

  it('do not keep the rate of a running campaign of before they existed from changing', () => {
    const older = aCampaign({ status: 'on' });
    delete older.callableTimes;
    expect(
      after(decided(anUpdate({ messagesPerMinute: 60 }), aState({ campaign: older })))?.messagesPerMinute,
    ).toBe(60);
  });
});
