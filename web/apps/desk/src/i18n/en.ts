// The desk in English; the type makes sure that no word is missing.
import type zh from './zh'

const en: typeof zh = {
  lang: { comma: ', ', said: '{head}: {detail}' },
  brand: 'Likedong',
  demo: 'Demo data',
  login: {
    title: 'Sign in to the desk', name: 'Account', password: 'Password', submit: 'Sign in', busy: 'Signing in…', missing: 'Fill in account and password.',
    about: 'Community public safety: station, governance centre and community forces on one list of work.',
    expired: 'The session is over. Sign in again.',
    unreachable: 'The server can not be reached. Check the network and try again.',
    noDesk: 'Your role ({role}) does not use the desk. Use the phone page /pocket/.',
  },
  top: {
    clock: 'Time now', onDuty: 'On duty', live: 'Connected', connecting: 'Connecting', down: 'Line lost', report: 'Report', soundOn: 'Sound is on; click to mute', soundOff: 'Sound is off; click to turn on', language: '中', languageTitle: '切换到中文', themeDark: 'Light theme', themeLight: 'Dark theme', logout: 'Sign out', week: 'Sun,Mon,Tue,Wed,Thu,Fri,Sat', date: '{month}/{day}',
  },
  stale: { title: 'Line lost, reconnecting.', age: 'What you see is {age} old: do not act on it.', retry: 'Try now' },
  unit: { day: 'd', hour: 'h', minute: 'min', second: 's', people: '' },
  common: { close: 'Close', undo: 'Undo', retry: 'Try again', dismiss: 'Cancel', confirm: 'OK', more: '{n} more', less: 'Less', none: '—', loading: 'Loading…' },
  problem: { offline: 'The server can not be reached and gave no answer. Once it is back, look at the timeline before doing it again.', unknown: 'The server did not accept it ({status}).', page: 'The page failed. Reload it.', changedBy: ' (just changed by {name})', missing: 'No such incident, or not yours to see.' },
  queue: {
    title: 'Queue', open: 'Open', review: 'Review and close', closed: 'Closed', all: 'All',
    empty: { open: 'No open incidents', review: 'Nothing to review', closed: 'Nothing closed today', all: 'No incidents yet' },
    emptyHint: 'Press F2 to take a report.', failed: 'Incidents can not be read', keys: '↑↓ choose', arrived: '{n} on scene', accepted: '{n} on the way', called: '{n} called, none accepted', nobody: 'Nobody called yet', police: 'police sent', claimed: '{name} works on it', telephone: 'Telephone {name}',
  },
  figure: { title: 'Today', reported: 'Reported', calls: 'Calls', declined: 'Declined', non_police_solo: 'By community', closed: 'Closed', median_arrive_s: 'Arrival' },
  clock: { acknowledge: 'Receipt', arrive: 'Arrival', first_report: 'First word', feedback: 'Feedback', receipt: 'Answer', left: '{noun} in', late: '{noun} late', within: '≤ {span}', met: '{noun} done', metLate: '{noun} late' },
  status: { reported: 'Reported', triaged: 'Triaged', dispatched: 'Dispatched', acknowledged: 'Acknowledged', en_route: 'On the way', on_scene: 'On scene', handled: 'Handled', feedback_done: 'To review', closed: 'Closed', revisited: 'Revisited', merged: 'Merged', transferred_out: 'Transferred', handed_over: 'Handed over', cancelled: 'Cancelled' },
  priority: { P1: 'Critical', P2: 'Urgent', P3: 'Routine', P4: 'Not urgent', none: 'No priority' },
  nature: { police: 'Police', non_police: 'Non-police', unknown: 'Unclear (as police)' },
  source: { '110_transfer': '110 order', station_phone: 'Telephone', walk_in: 'Walk-in', device_sos: 'Member SOS', device_report: 'Member', observer: 'Observer', resident_h5: 'Resident', '12345_transfer': '12345', '141_transfer': '141', bank_button: 'Bank button', school_alarm: 'School alarm', patrol_found: 'Patrol' },
  stop: { weapon: 'Weapon', domestic_violence: 'Domestic violence', injury: 'Somebody is hurt', minor_harm: 'Harm to a minor', suicide: 'Suicide risk', hazardous: 'Gas or dangerous goods', mass_gathering: 'Crowd', sos: 'A member’s SOS', video_lost: 'Picture lost after danger was reported', said: '{what}: ', sent: 'raised to P1, police sent, community forces only observe (L1)', notSent: 'raised to P1, police must be sent, community forces only observe (L1)' },
  keys: { report: 'take a report', choose: 'walk the queue', panel: 'into the incident', call: 'call that candidate', map: 'map', duty: 'on duty', leave: 'close the incident' },
  panel: { none: 'Choose an incident', injured: '{n} hurt', nobodyHurt: 'nobody hurt', minor: 'a minor is involved', dv: 'domestic violence', caller: 'call back {phone}', callerHidden: 'caller hidden', external: 'external no. {ref}', claimedBy: '{name} works on it', claimedByMe: 'You work on it', deskAbsent: 'Taken with nobody at the desk, to be reviewed', solo: 'Handled by the community alone', result: 'Result', duplicateOf: 'May be the same as {no} ({reasons})', suggestion: 'Suggested “{name}”: {reason}', words: 'Words', elsewhere: 'passed to {to}' },
  ring: { 1: '① Unit', 2: '② Near', 3: '③ Police', short1: '① 1 min', short2: '② 3 min', short3: '③ 5 min', none: 'Not called', called: '{n} called', accepted: '{n} on the way', arrived: '{n} there' },
  called: { title: '{n} called', hint: 'minutes on foot · why', empty: 'Nobody is called yet', standDown: 'Stand down', standDownOf: 'Stand {name} down' },
  offer: { offered: 'Called', delivered: 'Received', accepted: 'Coming', en_route: 'On the way', arrived: 'There', cleared: 'Done', declined: 'Can not come', expired: 'No answer', stood_down: 'Stood down', telephone: 'Not woken: telephone', arrivedAfter: 'there in {span}', manual: 'chosen by hand', attempt: 'call no. {n}' },
  wake: { call: 'Telephone {name}', dial: 'Dial {name}', reason: 'Waking by telephone for incident {no}', kept: 'Looking at the number is logged' },
  decline: { not_at_post: 'not at the post', busy: 'busy', outside_area: 'outside the area', unsafe: 'not safe', other: 'other reason' },
  candidate: { title: 'May also be called', hint: 'a digit calls', call: 'Call', callOf: 'Call {name}', none: 'Nobody may be called', failed: 'Candidates can not be read', straight: 'no streets known, straight line', away: '{m} m', stale: 'position {age} old', calledOne: '{name} is called', calledMany: '{n} called', calledSearch: 'Calls are going out', undone: 'The calls are taken back' },
  why: { own_unit: 'On shift in the very unit', inside_area: 'The place lies in their area', on_shift: 'On shift for this neighbourhood', volunteer: 'Enrolled and insured volunteer', officer: 'Police officer; police are sent', auxiliary: 'Auxiliary, with an officer' },
  skipped: { title: '{n} not called', hint: 'why not' },
  skip: {
    already_called: 'Already called', declined: 'Said no this time', no_answer: 'Did not answer this time', off_duty: 'Off duty', no_consent: 'No consent to be located', minor: 'Under 18', not_qualified: 'No valid certificate', qualification_expired: 'Certificate ran out {days} days ago', busy: 'Busy with another incident', called_elsewhere: 'Called for another incident', desk_absent: 'Nobody at the desk: own unit only', not_authorised: 'Nobody at the desk: not authorised', police_not_sent: 'Police are not sent', no_officer_coming: 'No officer is coming', report_only: 'Report only: nobody goes near', level_too_high: 'Needs {needs}, authorised for {has}', outside_area: 'Outside their area', area_unknown: 'No area is known', not_for_volunteers: 'Volunteers only for L3', not_enrolled: 'Not enrolled', not_insured: 'Not insured', post_below_headcount: 'The post needs {required}', no_position: 'Position unknown',
  },
  timeline: { title: 'Timeline', hint: 'newest first', empty: 'Nothing yet', device: 'device {time}' },
  entry: {
    incident_reported: 'reported', incident_triaged: 'triaged', incident_claimed: 'took it on', incident_released: 'put it down', incident_dispatched: 'dispatched', incident_acknowledged: 'acknowledged', incident_en_route: 'first on the way', incident_on_scene: 'first on scene', incident_handled: 'handled', incident_feedback: 'gave feedback', incident_reviewed: 'reviewed', incident_closed: 'closed', incident_reopened: 'reopened', incident_cancelled: 'cancelled', incident_merged: 'merged', incident_transferred: 'transferred', incident_handed_over: 'receipt by the other side', incident_returned: 'returned', incident_escalated: 'escalated to police', incident_converted: 'became a dispute', incident_revisited: 'revisited',
    offer_made: '{member} called', offer_repeated: '{member} called again', offer_delivered: '{member} received it', offer_accepted: '{member} is coming', offer_declined: '{member} can not come', offer_expired: '{member} did not answer', offer_departed: '{member} set out', offer_arrived: '{member} arrived', offer_cleared: '{member} is done', offer_stood_down: '{member} stood down', offer_telephone: '{member} not woken: telephone',
    search_widened: 'search widened', search_exhausted: 'nobody left to call', alert_raised: 'alert raised', somebody: 'A member',
  },
  actor: { engine: 'System', system: 'System', account: 'Desk', member: 'Member', job: 'System' },
  verb: { triage: 'Triage', acknowledge: 'Acknowledge', dispatch: 'Dispatch', transfer: 'Transfer', receipt: 'Received there', return: 'Returned', merge: 'Merge', convert: 'To dispute', escalate: 'Escalate', handle: 'Handled', feedback: 'Feedback', review: 'Review', close: 'Close', reopen: 'Reopen', cancel: 'Cancel it', revisit: 'Revisit', stand_down: 'Stand all down', claim: 'I take it', release: 'Put down' },
  act: {
    callSuggested: 'Call the suggested', reason: 'Reason', reasonHint: 'A sentence for the timeline', result: 'Result', resultHint: 'What came of it', feedback: 'Feedback', feedbackHint: 'The scene in a sentence or two', revisit: 'Result of the revisit', disposition: 'How it ended', category: 'Category', priority: 'Priority', nature: 'Whose matter', to: 'Transfer to', into: 'Merge into', needed: 'Please write it down.', pickOne: 'Please choose one.', sure: '{verb}: are you sure?', done: '{verb}: done',
    ruleFour: 'Police or unclear matters close only after police arrived, or with the duty commander’s written reason.', escalateHint: 'Raises to P1, sends police; community forces only observe.', to12345: '12345 hotline', toCentre: 'Governance centre', toGrid: 'Grid', noOther: 'No other open incident.',
  },
  map: {
    title: 'Map', grids: 'Grids', posts: 'Posts', members: 'Members', follow: 'Follow', whole: 'Whole area', list: 'List', drawing: 'Drawing…', there: 'There', way: 'On the way', called: 'Called', old: 'Stale', off: 'Not woken', free: 'On duty', metres: '{n} m', kilometres: '{n} km', notice: 'demo map', noWebgl: 'This machine can not draw the map; here is the list.', picking: 'Click on the map where it happened', pickingBack: 'Back to the report', outside: 'That place is outside the area.', listIncidents: 'Open incidents', listMembers: 'Members called', listEmpty: 'None', place: 'Place', late: 'late',
  },
  duty: { title: 'On duty', on: 'On duty {n}', all: 'All {n}', search: 'Name, unit or post', name: 'Name', kind: 'Kind', where: 'Unit · post', status: 'Status', since: 'Since', seen: 'Seen', battery: 'Battery', hours: '{span}', ago: '{age} ago', now: 'just now', never: 'no position', noConsent: 'no consent', stale: 'stale', empty: 'Nobody is on duty', emptySearch: 'Nobody found', failed: 'Members can not be read', low: 'low' },
  member: { free: 'Free', called: 'Called', busy: 'Busy', off: 'Off duty' },
  kind: { guard: 'Guard', grid_worker: 'Grid worker', comprehensive_officer: 'Safety officer', volunteer: 'Volunteer', parent: 'Parent volunteer', observer: 'Observer', mediator: 'Mediator', teller: 'Bank contact', auxiliary: 'Auxiliary', officer: 'Officer' },
  place: { unit: 'Unit', post: 'Post', community: 'Community', grid: 'Grid', street: 'Street', point: 'Point on the map' },
  report: {
    title: 'Report', limit: '/ 20 s', took: 'taken within 20 s', tookLate: 'took over 20 s', where: 'Where', whereHint: 'Local name, pinyin initials, unit, post', whereNone: 'Nothing found. Tab keeps your words; then click on the map.', whereRaw: 'Keep “{text}”', onMap: 'Click on the map', pointSet: 'set on the map', noPoint: 'no point yet', what: 'What', whatHint: 'The caller’s own words', whatWait: 'Comes next once the place is chosen',
    any: 'Any', injured: 'Injured', weapon: 'Weapon', dv: 'Violence at home', minor: 'Minor', whose: 'Matter', back: 'Caller', backName: 'Name (optional)', backPhone: 'Telephone (optional)', ref: 'No.', refHint: '110 number (optional)', stop: '{what}: raised to P1, police are sent, community forces only observe (L1)', stopHurt: '; think of 120', unclear: 'Unclear is treated as police: go first, sort later.',
    steps: 'Tab takes the place → what → Enter suggests → Enter calls', first: 'Incident {no} is made; Enter once more calls', made: 'Incident {no}', keep: 'puts away, loses nothing', keepLater: 'puts away', no110: '110 orders come without name and telephone', duplicate: 'Same?', noDuplicate: 'No open incident close by', recent: 'Recent', open: 'Open', suggest: 'Suggest', suggesting: 'Recording…', call: 'Call', callPolice: 'Call and send police', calling: 'Calling…', later: 'Do not call yet', another: 'Another report', show: 'Show the incident',
    sideAddress: 'Address', sideKind: 'Kind', sideGuards: 'On shift', sideOpen: 'Open', sideOpenNone: 'none', sideNone: 'Choose a place', sideNoneHint: 'A unit’s name, a local name, or the first letters of its pinyin.', sideGuardsN: '{n}', sideGuardsNone: 'nobody', suggestTitle: 'Suggested calls', suggestLead: '{n} people, the nearest in about {span}', suggestLeadNow: '{n} people, the nearest is there', suggestNone: 'Nobody may be called: send police or telephone.', category: 'Category', skipped: '{n} not called: {why}', calledTitle: '{n} called', calledLead: 'counted from the call', flow: { called: 'Called', got: 'Received', there: 'There', fed: 'Feedback' },
    error: { point: 'Choose a place, or click on the map.', words: 'Write what happened.', nature: 'Choose whose matter it is.' },
  },
}
export default en
