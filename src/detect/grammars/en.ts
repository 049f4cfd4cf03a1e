import { type Grammar, lines, words } from "../grammar.ts";

/** English. Written for this project, and tried on Bitext, CLINC150, Banking77, GoEmotions and ConvAbuse. */
export const en: Grammar = {
  language: "en",
  words: {
    speak: words(
      `speak|speaking|speek|spek|speakin|talk|talking|talkin|tak|tlak|chat|chatting|converse|communicate|discuss this|discuss it|take this up`,
    ),
    reach:
      words(`contact|contacting|reach|reaching|call|calling|ring|phone|message|get hold of|get a hold of|get ahold of|get through to|get in touch with|be in touch with|in contact with
      |reach out to|connect|connected|transfer|transferred|transfering|transferring|put me|pass me|direct me|direct to me|switch me|switch|forward|escalate|hand me|hand this|redirect|route me
      |patch me|refer me|put through|find|see|involve|bring in|hear from|come across|call for`),
    want: words(`want|wanted|wanna|need|needed|require|prefer|preferred|like|love|get|give|bring|send me|get me|find me|have|is there|are there|isnt there|where is|where are|wheres|where can i find
      |let me|demand|demanding|request|requesting|insist on|rather|ask for|asking for|looking for|look for|waiting for|wait for|how about|id like|summon|switch to|go to|assistance from|help from|helped by|answer from|support from`),
    strong:
      words(`human|humans|human being|human beings|human person|human agent|human agents|human assistant|human advisor|human support|human help|human operator|human representative|human being please|humen|hooman
      |real person|real people|real human|real humans|real agent|real operator|real assistant|real representative|real one|real man|real woman|(someone|somebody|anyone|anybody) (real|human)|actual person|actual human|actual people
      |live person|live human|live agent|live operator|live assistant|live representative|live support|live chat|living person|living human|living being|living soul|flesh and blood|real live person
      |representative|representatives|representitive|represenative|sales rep|customer rep|service rep|rep|operator|operators|supervisor|supervisors|superviser|customer service agent|customer service representative
      |customer service rep|customer support agent|customer agent|customer care agent|service agent|support agent|customer assistant|customer support person|member of staff|members of staff|staff member|staff members|staff
      |member of (your|the) (team|staff|crew|personnel|company)|members of (your|the) team|team member|team members|employee|employees|human staff|crew member|shop assistant|receptionist|attendant|clerk|case worker|account manager
      |someone in charge|somebody in charge|person in charge|whoever is in charge|someone responsible|someone higher up|higher up|your boss|your manager|your supervisor|your superior|your colleague|your colleagues
      |colleague of yours|coworker of yours|duty manager|store manager|shop manager|general manager|the manager|customer manager|service manager|support staff|support team|support person|your team|your staff|your people|your agents
      |person not a (bot|robot|machine)|not a (bot|robot|machine|computer)|isnt a (bot|robot|machine|computer)|person who can|someone who can|somebody who can|someone that can`),
    person:
      words(`person|people|agent|agents|agnet|agemt|agen|agant|manager|managers|assistant|assistants|advisor|adviser|advisors|consultant|specialist|expert|technician|someone|somebody|some one|some body|sombody|somone|sumone
      |anyone|anybody|any one|man|woman|lady|guy|gentleman|colleague|coworker|boss|superior|customer service|customer support|customer care|costumer service|customer services|customer assistance|client service|client services|customer
      |tech support|technical support|support|helpdesk|help desk|service desk|the office|your office|office|reception|front desk|headquarters|sales|billing|the sales team|the support team|department|team|one of (your|the)
      |a member|call center|call centre|hotline`),
    staff: words(
      `colleague|colleagues|coworker|coworkers|advisor|adviser|advisors|consultant|specialist|specialists|expert|experts|technician|technicians|engineer|engineers`,
    ),
    some: words(
      `someone|somebody|some one|some body|sombody|somone|sumone|anyone|anybody|any one|any body|a person|people|another person|a man|a woman|a lady|an adult`,
    ),
    service:
      words(`customer service|customer support|customer care|customer services|costumer service|customer assistance|client service|client services|support team|tech support|technical support|help desk|helpdesk|support hotline|support line|hotline
      |call center|call centre|support|custmer service|customer servce`),
    machine:
      words(`bot|bots|chatbot|chat bot|robot|robots|machine|machines|computer|computers|ai|a i|avatar|virtual assistant|voice assistant|virtual agent|automated (system|voice|assistant|agent)|automation|recording|answering machine|program|software
      |algorithm|artificial intelligence|screen|voice menu|digital assistant|chat gpt|chatgpt|cartoon`),
    not: words(`dont want|do not want|didnt want|dont wanna|dont like|do not like|dont need|dont wish|wont|will not|refuse to|hate|stop|no more|enough|tired of|sick of|done|rather not|instead of|rather than|anything but|not going to|not gonna|cant|
      |cannot|not|no|skip the|get rid of|fed up with|without`),
    shy: words(`dont want|do not want|dont wanna|dont need|do not need|dont have|do not have|no need|dont wish|rather not|without|instead of|never want|never wanted|not ready|refuse|dont make me|dont let me|avoid|not necessary|dont transfer|do not transfer
      |dont connect|dont bother|no longer want|no longer need|dont like|hate|scared|afraid|nervous|shy|anxious|rather than|not want|not need|wont need|hes|shes|he|she|they`),
    device: words(
      `phone|laptop|computer|printer|wifi|router|internet|app|website|site|browser|screen|console|tablet|server|system|tv|fridge|dishwasher|washing machine|dryer|engine`,
    ),
    vehicle: words(`car|truck|van|bike|bus|machine`),
    seizes: words(`(had|has|have|having|is having|was having|keeps having) (a|another) (heart attack|stroke|seizure|fit)`),
    weapon: words(
      `(a|the|his|her) (sword|handgun|blade|firearm|crowbar)|(a|my|the|this) (gun|knife|bomb|rifle|shotgun|pistol|weapon|machete|axe|grenade|hammer)|guns|knives|explosives|weapons|bombs`,
    ),
    hurt: words(`kill|murder|shoot|stab|strangle|hurt|harm|beat up|attack|slaughter|behead|bomb|blow up|burn down`),
    us: words(`that (guy|man|woman|girl|boy|kid|person|bitch|bastard)|this (guy|man|woman)|(every|each) (one|single one) of you|all of you|every last one of you|those people|the guy|the man|the woman|you|you all|yall|you people|your (staff|family|people|kids|boss|coworkers|colleagues)|him|her|them|everyone|everybody|someone|somebody|people|my (wife|husband|boss|kids|family|neighbor|neighbour|mother|father|girlfriend|boyfriend|ex|brother|sister|teacher|parents|children)
      |the (staff|people|place|building|store|office|school|teacher|manager)|this (place|building)`),
    fallen:
      words(`someone|somebody|some one|a (man|woman|person|lady|guy|guest|customer|visitor|child|kid|boy|girl|patient|colleague|baby)|my (wife|husband|mother|mom|mum|father|dad|son|daughter|child|kid|baby|friend|brother|sister|grandmother|grandfather|grandma|grandpa|partner|boyfriend|girlfriend|colleague|neighbor|neighbour|boss|coworker|uncle|aunt)
      |he|she|the (man|woman|guest|customer|patient|baby|child)|an (old|elderly) (man|woman|lady|person)|i|im|we`),
    account: words(
      `account|accounts|subscription|subscriptions|membership|memberships|contract|plan|policy|service|services|profile|line|registration|subscribtion|acount|accout|subscripton`,
    ),
    end: words(
      `cancel|cancle|close|delete|end|terminate|stop|deactivate|remove|discontinue|quit|get out of|get rid of|opt out of|not renew|dont renew|unsubscribe from|shut down|give up`,
    ),
    mine: words(`my|our|this|the|mine`),
    sue: words(`sue|suing|sueing`),
    law: words(`lawyer|lawyers|attorney|attorneys|solicitor|solicitors|legal team|legal counsel|law firm|legal department|barrister`),
    data: words(
      `data|datas|information|info|personal information|personal data|personal details|personal info|details|records|record|history|conversation|conversations|chats|recordings|recording|footage|image|images|voice|email|emails|number|name`,
    ),
    other: words(
      `dude|bloke|roommate|gunman|attacker|grandson|granddaughter|elderly|he|hes|she|shes|someone|somebody|man|woman|lady|guy|girl|boy|kid|child|baby|toddler|person|customer|guest|visitor|patient|wife|husband|mother|mom|mum|father|dad|son|daughter|brother|sister|grandma|grandmother|grandpa|grandfather|friend|colleague|coworker|neighbor|neighbour|boyfriend|girlfriend|partner|roommate|uncle|aunt|ex|intruder|burglar|student|stranger`,
    ),
  },
  polite:
    words(`please|pls|plz|plese|now|hello|hi|hey|yes|yeah|no|nope|ok|okay|just|a|an|the|i|said|me|thanks|thank|you|oh|god|so|well|right|away|asap|immediately|sir|madam|sorry|excuse|my|to|with|real|really|but|and|then|again|here
    |give|get|want|need|connect|help|speak|talk|human|for|today|quick|quickly|good|morning|evening|afternoon`),
  hesitations: words(`uh|uhm|uhh|umm|erm|hm|hmm|mhm|ah|ehm|euh`),
  known:
    words(`manage|managed|operate|operated|operates|support|supports|supposed|advice|advise|stuff|persons|personal|college|colleges|talked|spoke|spoken|speaker|speakers|called|calls|human|humor|urgent|argent|agency|agenda
    |assistance|assist|consult|robotic|sample|simple|single|sing|attack|attach|attached|client|clients|closed|closer|contacts|contacted|contract|contacting|reset|record|spell|spelling|suit|suite|suits|supper|supply|sure|legal|illegal|regal
    |letter|deleted|delete|detail|date|dates|knife|living|leaving|loving|moving|giving|livid|liking|driving|diving|dating|dining|drying|frying|lying|trying|buying|tying|during|daring|bleed|bread|breaded|ended|ending|sending|spending|lending|bending|pending|heart|hear|heard|heat
    |collapse|collapsible|persona|reasons|season|poison|prison|person|sales|sale|stroke|strike|strokes|stoke|broke|seizure|score|scare|scared|soared|shoots|short|shirt|shoot|shout|shots|snob|robot|robots|rabbit|reboot|machine|machines|account|accounts|amount|count|counts|county|country|discount
    |officer|offices|office|offer|offers|offered|people|purple|receipts|reception|receipt|reaction|deception|trail|retail|guard|guys|ladle|woman|women|manger|mangers|anger|danger|dangers|tram|teams|steam|stream|dream|cream|drowned|brown|browning|crowning|drowning|frowning|choking|cooking|smoking|shocking|checking|chocking|stalking|walking|talking
    |chain|chained|train|trained|pains|paint|plain|plains|brain|drain|chest|cheat|cheats|chess|guest|quest|crest|best|burning|turning|learning|earning|warning|morning|mourning|scan|follow|following|hollow|allow|allowing|rapid|raped|rated|taped|grape|grapes|drape|forced|force|source|lover|loser|losing|closing|choosing|posing`),
  patterns: {
    human: lines(`
      (are|is) any of your (colleagues|staff|team|people|agents) .. (free|available|around|there)
      <speak> .. <strong>
      <speak> (to|too|with|wit|w|2|ot) .. <person>
      <speak> (a|an|us|) <person>
      <speak> (to|too|with|wit|) <some>
      <some> .. (i|we) (can|could|may|might|should) <speak>
      <some> .. (to|who|that) <speak>
      (is|are|isnt) there .. <some> .. (there|available|here|around)
      <some> (actually|real|human|else) .. (help|explain|assist)
      <reach> .. <strong>
      <reach> (me|us|this|it|to|with|a|an|the|your|you|) (to|with|through|an|a|the|) <person>
      (how|where|way|want|wanna|need|like|can|could|help|may|try|trying|have) .. (contact|reach|call|message) .. <some+service>
      (how|where|way|want|wanna|need|like|can|could|help|may|try|trying|have|havegot|assistance) .. (contact|contacting|reach|reaching|get hold of|get in touch with|get through to) <some>
      (how|where|way|want|wanna|need|like|can|could|help|may|try|trying|have|assistance|which|what|when) ... (contact|contacting|reach|reaching|call|calling|get hold of|get in touch with|get through to|email|phone) .. <service>
      <want> .. <strong>
      (get|give|bring|find|send|fetch) me .. <person>
      (call|calling) me back
      <some> (to|can|could|will|please|that can|who can|) (call|phone|ring|contact|reach|get back to) (me|us)
      (someone|somebody|person|human|staff|agent|operator|manager|team|support) .. (call|phone|ring|get back to|reach out to) (me|us)
      (can|could|will|would|please|have|let) .. (you|u|someone|somebody|team) (call|phone|ring) (me|us)
      (can|could|will|would|please|have|let|ask|want|need|get) .. <staff> .. (call|phone|ring|get back to|reach out to) (me|us)
      please (call|phone|ring) me
      (give me|need|want|request|requesting|schedule|arrange|get|like) .. (call back|callback|phone call|call from)
      (give me a|get a) (call|ring) (back|please|)
      (phone|telephone|contact|direct|hotline) number (of|for|to|from) .. (support|service|customer|your|the office|someone|sales|office|help|human|person|desk|hotline)
      (support|customer service|customer support|customer care|helpdesk|hotline) (phone|telephone|contact|) number
      (give me|need|want|what is|whats|is there|have) .. (phone|telephone) number $
      (transfer|transferred|transfering|transferring|connect|redirect|forward|route|patch|switch|put|pass|hand|escalate) (me|us|my call|this call|the call|it|this|) (to|over to|through to|through|onto|on to|on with|over|with) .. <strong+person+some>
      (transfer|transferring|connect|redirect|forward|patch|put|pass|hand) (me|us|my call|this call|the call) (to|over to|through to|through|over|onto)
      (transfer|put|patch|connect) me (through|now|please|)  $
      (want|need|like|please|can you) .. (escalate|escalation)
      <not> .. (chatting|chat|speak|speaking|talk|talking|deal|dealing|deal with|interact|interacting|conversation|waste time|wasting time) .. <machine>
      (hate|tired of|sick of|fed up with|stop|no more|enough of) .. <machine>
      (not|instead of|rather than|isnt|no) .. <machine> .. <strong+person+some>
      <strong+person+some> .. (not|instead of|rather than|and not) (a|an|the|this|some|with a|to a|) <machine>
      get me out of this (bot|machine|menu|loop)
      (skip|bypass|forget|get past|get around) (the|this|your|that) (bot|chatbot|chat bot|robot|virtual assistant|voice assistant|answering machine)
      (need|want|wanna|get me|give me) <service> $
      (be|being|get) (served|helped|assisted|answered|handled|looked after|taken care of) by .. <strong+some>
      (where|how|can|could|do) .. (find|see|meet|ask) .. <strong>
      (can|could|may|would) .. (colleague|coworker|human|real person|someone else|somebody else|member of your team|one of your) .. (help|assist|answer|explain|take over|come|join|look at)
      (someone|somebody) else .. (help|speak|talk|here)
      (actual|real|living|live) (human|person|people|agent)
      ^ <strong+person+some> $
      ^ (help|speak|talk|human|agent|operator|representative) .. (human|agent|operator|representative|someone|somebody|supervisor|manager) $
      ^ (customer service|customer support|customer care|live chat|live agent|call back|callback|human help|human support) $
      (can|could|will|would|have|get|need|send|want) .. <some> .. (come and|come out|come over|come here|come to|come help|talk to me|talk with me|speak to me|speak with me|on the line|on the phone)
      <strong+person> (that|who|) (i|we) (can|could|may|might|should) <speak>
      (is|isnt) <some> (there|here|around|available) .. (help|talk|speak|assist|answer)
      (want|need|like|wanna) to (call|phone|ring) <some> $
      <some> (from|in|at|of) .. (call|phone|ring|contact|reach out to|get back to|email|talk to|speak to) (me|us)
      (is there|whats|what is|give me|need|have) .. number .. (i|we) can (call|ring|phone|reach)
      (is|isnt|are) there ... <strong+person> .. (i|we) can <speak>
      (number|phone number) .. (want|need|like|have) to (call|phone|ring|reach) <some>
      (prefer|rather|want|wanna|like|need|love) .. (deal|dealing|interact|interacting|be helped|be served) .. (with|by) .. <strong+person+some>
      (is|isnt) (anyone|anybody|someone|somebody) (real|human|alive) (there|here|on|out|at|behind|$)
      who (can|could|do|should|may) i (speak|talk) (to|with)
      (word|chat|conversation) with (the|your|a|an|some|one of your) <strong+person>
      - (are|arent|r|were) (you|u|ya) ... <strong+person+machine>
      - (am|are) (i|we) .. <speak> ... <strong+person+machine>
      - (is|was) (this|it|that|she|he) .. <strong+person+machine>
      - (im|i am|ive been|i was|im only|hes|shes|youre|you are|ur|was|be|being|become|becoming|became) (a|an|the|just a|not a|only|only a|not) .. <strong+person+machine>
      - (im|i am|ive been|i was|im only|hes|shes|youre|you are|ur|was|become|becoming|became) .. <strong+person+machine>
      - (be|being) <strong+person+machine>
      - (i|we|you|u) <speak> to .. (people|humans|myself)
      - (work|works|working|worked|job|hired|career|trained|employed|salary|paid) .. (as|of|for|an|a) .. <strong+person+some>
      - <shy> .. <speak+reach+want> .. <strong+person+some>
      - <shy> .. <strong+person+some>
      - (my|his|her|their|our|other|another|good|bad|that|these|those|young|old|which|what) <strong+person+some>
      - (travel|insurance|real estate|estate|machine|crane|tour|ticket|train|radio|forklift|leasing|booking|purchasing|free|secret|fbi|cia|police|literary|talent|press|cleaning|bleaching|chemical|network|boolean|logical|lift|phone|cell|mobile|project|password|task|file|device|hotel|bank|window|product|branch|personal|portfolio|hedge fund|sales|legal) (agent|agents|operator|operators|representative|rep|manager|assistant|advisor|adviser|consultant)
      - (human|humans) (resources|rights|body|history|being is|nature|beings are|emotions|emotion|feelings|race|anatomy|trafficking|made|readable|error|brain|life|behavior|beings have|kind|form|interaction|language)
      - (what|how|do|does|which|where do|why do|when do) .. (does|do|did|are|is|much|many|can|would) .. <strong+person+some> .. (do|earn|make|mean|cost|means|live|think|say|eat|called|work|get|become|feel|look)
      - (already|i|we|just|have|ive) (spoke|spoken|talked|chatted|been talking|called|contacted) ... <strong+person+some>
      - (told|tells|said|says|asked|advised|wrote|texted|gave|helped|promised) .. <speak+reach+want> .. <strong+person+some>
      - (mean|means|meaning|definition|synonym|translate|spell|difference between) ... <strong+person+machine>
      - (keeps|keep|trying to|tried to|claiming|pretending|scammer|spam|unknown) ... (call|contact|reach|calling|contacting) (me|us)
      - (dont|do not|never|didnt|no one|nobody|stop|not) .. (call|phone|ring|contact|connect|transfer) me
      - people (to|can|could|will|) (call|phone|ring|contact|reach) (me|us)
      - (text|message|call|phone|email|ring|contact|remind|find|reach|visit|see|like|love|need|want|have|know|give) (people|person|man|woman|lady|guy|customer)
      - (call|contact|reach|message|text|phone|get|have) .. (my|his|her) <strong+person+some>
      - (sample|sales|support) (letter|ticket|tickets|price|prices|tax|order|orders|report|reports)
      - (like|love|want|need|have|likes|get) .. (people|some|a man|a woman|men|women|lady|guy)
      - (transfer|transfers|transferred|transferring|pass|call|see|bring in|find|like|love|want|saw|email|phone) (to|for|) <some>
      - (change|update|edit|new|old|wrong|verify|different|her|his) .. phone number
      - (who|how|what) .. (your boss|your manager|your supervisor|your team|your staff)
      - (potential|than an|to this) (actual person|person)
      - (new|another|more|have a) (team member|team members|employee|employees|staff)
      - talk down
      - find this
      - (oh|hey|real|yo|damn|nice) man
      - (no longer|never|already|hardly) <speak> ... <strong+person+some>
      - speak in
      - (phone support|phone with|fellow human|a friend)
      - (if|when|hope) (you|they|he|she|it) ... <some>
      - (on sale|for sale|the sales|sales tax|accounts payable|my account|bank account|child support|life support|tech support job)
      - (call|ring|phone|get|order|find) (me|us) (a|an|my|the) (cab|taxi|uber|lyft|ride|car|limo|shuttle|driver)
      - (connect|transfer|switch|put|pass|direct|forward) (me|us|it|this) (to|over to|with|on|onto|through) (the|my|your|a|that|this|) (wifi|wi fi|wireless|internet|network|bluetooth|speaker|tv|printer|list|waitlist|waiting list|page|website|app|link|tutorial|mode|plan|english|spanish|french|german)
      - <strong+person+some> (job|jobs|position|positions|vacancy|vacancies|role|salary|training|course|courses|career|opening|software|system)
      - (love|adore|thank|praise|thanks to) (your|the) <strong+person>
      - <strong> (recording|voice|hair|skeleton|size|sized|speech|faces|bones|skull)
      - (are there|have you) .. people in
      - (sound|sounds|look|looks|talk|talks|act|acts|feel|feels|seem|seems) like .. <strong+person>
      - hand me over the
      - (staff|team|employee|agent) (discount|discounts|room|entrance|only|canteen|parking|uniform|party|outing)
    `),
    unanswered: lines(`
      (im|i am|) (really|very|so|terribly|afraid|) (sorry|afraid|apologies|unfortunately|apologize) .. (i|we) (dont|do not|didnt|did not|cant|cannot|couldnt|could not|am not|m not|am unable|wasnt|was not) .. (understand|get|catch|follow|know|help|have|find|hear|able|answer|assist|recognize|process|access|provide|tell|do|sure)
      (i|we) (didnt|did not|dont|do not|couldnt|cant|cannot|could not) (quite|really|seem to|fully|) (understand|get|catch|follow|hear|make out|make sense of|understood) (that|what|your|you|this|it)
      (i|we) (didnt|did not|dont|do not|couldnt|cant) (quite|really|) (understand|follow|catch|get that)
      (i|we) (cant|cannot|can not|couldnt|am not able to|m not able to|im not able to|are not able to|arent able to|am unable to|im unable to|wont be able to|was not able to|wasnt able to|were unable to) .. (help|assist|answer|find|do that|provide|access|tell you|process|offer|support|look|check|discuss|respond|locate|give|see|share|handle|resolve|confirm|advise|comment|speak to|speak about|weigh in|deal with)
      im (not able|unable) to .. (help|assist|answer|find|do that|provide|access|tell|process|offer|give|check|see|share)
      (i|we) (dont|do not|didnt|currently dont) (currently|actually|really|yet|) have .. (information|info|answer|data|details|access|knowledge|ability|capability|idea)
      (i|we) (dont|do not) know (the answer|that|how to|about|what|anything|enough)
      ^ (i|we) (dont|do not) know $
      (im|i am|) not (quite|entirely|really|) (sure|certain) (i understand|i follow|what you mean|what you|how to|i know|about that|i can)
      im not sure $
      (could|can|would) you (please|kindly|maybe|possibly|) (rephrase|repeat|reword|clarify|say|ask) .. (that|your|question|it|again|differently|another way|different)
      (please|try|could you|you can) (rephrase|rephrasing|reword|rewording|repeat|ask|asking|say|saying) .. (question|again|differently|another way|different|request|that)
      (could|can) you (please|) (rephrase|reword|repeat)
      please try again (later|in a moment|in a few)
      (beyond|outside|out of|not within) .. (my|what i) .. (scope|knowledge|capabilities|abilities|expertise|can|ability|capability|understanding)
      (thats|that is|this is|it is) .. (not something|something) .. (i|we) (cant|cannot|am not able|can not|do not|dont|can help)
      (not|isnt) something (i|we) (can|could|know|have|am|deal|handle|do|cover)
      something (i|we) (cant|cannot|can not|couldnt|am not able|am unable|am not allowed)
      (no|not have any|couldnt find any|found no|unable to find) .. (information|results|answer|matching) .. (on|about|for|to) .. (that|this|it|your|topic|question)
      (i|we) (havent|have not|dont) .. (been trained|learned|been able to find) 
      (something|an error) (went wrong|occurred|has gone wrong)
      (im|i am) (only|just|still) (a|an|able|learning|trained) .. (ai|bot|assistant|demo|learning|answer|help with|virtual|language model)
      (as an ai|as a language model|as a virtual assistant) ... (cant|cannot|dont|do not|not able|unable)
      not (supported|available|possible) (for me|at the moment|right now|here|at this time|by me)
      (i|we) (have no|have not got any|got no) (information|idea|answer|data|details|knowledge|way|access|insight|records)
      (beyond|outside|outside of) .. (what|things) (i|im|i am|we|were|we are) (able|allowed|can|trained)
      (i|we) (cant|cannot|can not) say (when|whether|if|how|where|which|what|why|for sure|for certain|exactly|$)
      (youll|you will|you would|youd) (need|have) to .. (contact|call|ask|check with|reach|speak) .. (support|someone|team|staff|service|office|else)
      ? (please|kindly) (contact|call|ask|consult|reach out to) .. (support|customer service|a human|someone|staff|our team|a member|agent) .. (for|with|about) .. (that|this|help|it|assistance|your)
      (could|can|would|might) you .. (put|phrase|word|explain|express|say|ask|try) (that|it|this|your question|the question) .. (another way|differently|other words|different way|different words|more simply|once more)
      (i|we) (can|could|am able to) only (answer|help|assist|talk about|discuss|respond|provide information|speak about)
      (only) (able|trained|designed|made|here) to (answer|help|assist|talk about|discuss)
      (thats|that is|this is) (beyond|outside|above) (my|what i)
      (having|have) (trouble|difficulty|difficulties|problems) (understanding|following|hearing|finding)
      (that|this|it) (is|s) (beyond|outside) .. (me|my knowledge|my expertise)
      (i|we) (have|had|got) no (answer|reply|response) (for|to) (that|this|your|it)
      (not something|nothing) (im|i am|we are) able to
      - (if|when|in case|should) (i|we|you|it|that|this) ... (cant|cannot|dont|doesnt|not|wrong|again|rephrase)
      - (you|it|they|he|she|customers|guests|users|which|that) (dont|do not|cant|cannot|didnt|did not|could not) .. (understand|get|have|find|help|know|access|see)
      - (dont|do not) know (if|whether) you .. (know|have|heard|noticed)
      - cant help .. (but|smiling|laughing|wondering)
      - (cant|cannot) (recommend|stress|wait|thank|emphasize) .. (enough|to)
      - (anything|something) else (i|we) (can|could)
      - not sure (which|what) .. (one|size|suits|fits|you need|is best|to choose|would)
      - (no|any) (extra|additional|hidden) .. (cost|fee|charge)
      - only (answer|help) .. (the phone|the door|calls) .. (until|from|between|during)
      - (say|spell|repeat|tell|confirm) (me|) (your|the) (name|last name|first name|number|address|email|date|code|password|pin|order|booking|postal|zip|phone)
      - no (answer|reply|response) from
      - (cant|cannot|dont|couldnt|didnt) (see|find|have) (any|a|an|) (problem|problems|issue|issues|reason|error|errors|objection|objections|fault)
    `),
    courtesy: lines(`
      (how|what) (can|may|could) i .. (help|assist|do for you)
      (anything|something) else
      (youre welcome|you are welcome|have a (nice|great|good) day|my pleasure|happy to help|good bye|goodbye|thank you for|welcome to)
    `),
    urgent: lines(`
      (kill|killing|kil|hurt|hurting|harm|harming|hang|hanging|shoot|cut|cutting|stab|drown|poison) (myself|my self|me self|meself)
      (end|ending|take|taking|finish) (my|my own) (own|) life
      (end|ending) it all
      (think|thinking|thought|planning|want|wanting|going|gonna|thinking) .. (ending it|end it) $
      (cant|cannot|dont want to|do not want to) (go on|carry on|keep going|live) (anymore|any more|any longer|like this|im|i|and|with my life|living|)  (thinking|want|feel|anymore|any more|like this|with my life|living)
      (just|really|i) (cant|cannot) go on $
      (dont|do not|no longer|didnt) (really|even|) (want to|wanna|wish to|deserve to|want) (live|be alive|exist|be here anymore|be here any more|wake up anymore|wake up again|wake up tomorrow|be on this earth|be in this world|live anymore|keep living|go on living|be living)
      (want|wanna|wants|wish|wanted|like|ready|going|gonna|prefer|rather|hope|wishing) (to|i could|i would|i was|i were|) (just|) (die|be dead|dead|disappear forever|stop existing|never wake up|not wake up|not be alive|not exist) 
      (commit|committing|committed|attempt|considering|contemplating|about|of|thinking) (suicide|sucide|suiside|suicid)
      (im|i am|feel|feeling|am|i feel|been|hes|shes|is|he is|she is) (really|very|so|a bit|) (suicidal|sucidal)
      (suicidal|suicide) (thoughts|ideas|note|ideation)
      (no|any) (reason|point) .. (to live|to stay alive|in living|of living|to keep living|to go on living|in being alive|to be alive)
      (nothing|not|isnt) .. (to live for|worth living)
      (better off|world would be better|better) (dead|without me)
      (everyone|everybody|family|people|they) .. better off without me
      (took|taken|swallowed|take|taking) (too many|a lot of|all (my|the)|a bottle of|a whole bottle of|an overdose) .. (pills|tablets|medication|meds|sleeping pills|medicine)
      (took|taken|taking|had) (an|) overdose
      (im|i am|ive|she|he|someone|hes|shes|have|has) .. (overdosed|overdosing|self harming|self harm)
      <fallen> .. (going to|gonna|wants to|trying to|tried to|threatening to|threatened to|about to) (kill|hurt|harm|hang|shoot|stab) (himself|herself|themselves|themself|me|him|her|us)
      (going to|gonna|about to|want to|wanna|threatening to|ready to|standing) .. (jump|jumping) .. (off|from|in front of) .. (bridge|roof|building|balcony|window|train)
      (say|saying|said) (goodbye|good bye) (forever|to the world|to everyone|for the last time)
      (im|i am|ill|i will|im going to|i am going to|im gonna|gonna|i wanna|i want to|i swear ill|well|were going to|lets|i plan to|planning to|im about to|about to|going to) (go|come|really|fucking|) <hurt> <us>
      (ill|i will|im gonna|im going to|i am going to|going to|gonna|someone|somebody|he|they|she|planning to|plan to|were going to) .. (blow up|bomb|burn down|shoot up) .. (the|this|your|that|a|my) (place|building|store|office|school|shop|hotel|bank|company|church|mall|airport|train|house|hospital|staff|everyone)
      (coming|come|came|bring|bringing|brought|show up|showing up|walking in) .. (with|my) .. (gun|knife|bomb|rifle|shotgun|pistol|weapon|machete|axe|grenade|guns|knives|weapons)
      (i have|ive got|i got|he has|hes got|she has|someone has|somebody has|there is a man with|theres a man with|there is someone with|theres someone with|guy with|carrying|holding) (a|my) (gun|knife|bomb|rifle|shotgun|pistol|machete|grenade)
      bringing <weapon> .. (to|here|there|with me)
      (know|found out|find out) where (you|he|she|they|your family|your kids) (live|lives|work|works|sleep|park)
      (there is|theres|planted|put|left|hid|have|is) (a|the) bomb
      bomb (threat|in the building|in here)
      (you will|youll|you are all going to|youre all going to|you all will) (all|) (die|be dead|pay with your life)
      (youre|you are) (all|) (dead meat|a dead man)
      (watch your back|sleep with one eye open|you will all die|you will pay with your life|i will find you|ill find you|i am going to find you)
      (call|get|need|send|phone|dial|someone call|please call) .. (ambulance|ambulence|paramedic|paramedics|911|9 1 1|nine one one|999|112|one two|nine one|9 1|the police|cops|fire department|fire brigade|emergency services|doctor quick|doctor quickly|doctor now|a medic|first aid|firefighters)
      (ambulance|ambulence|paramedic|911|doctor) (now|please|quick|quickly|immediately|fast)
      <fallen> (just|has|have|is|has just|suddenly|) (collapsed|colapsed|passed out|fainted|fallen unconscious|unconscious|unresponsive|not breathing|stopped breathing|not responding|choking|having a seizure|having a stroke|having a heart attack|having a fit|drowning|bleeding to death|bleeding out|dying|been stabbed|been shot|got shot|got stabbed|been hit by|drowned)
      <fallen> .. (is|are|was|fell|found) .. (unconscious|unresponsive|not breathing|not moving|not responding)
      (someone|somebody|person|man|woman|child|he|she|i) .. (hit|run over|struck) by .. (car|truck|bus|train)
      (threatened|threatening|threatens|tried|trying|wants|going) to (kill|hurt|stab|shoot) (me|us|her|him|himself|herself)
      (waving|pointing|pulled|holding) a (gun|knife)
      (friend|he|she|someone|brother|sister|son|daughter|mother|father|i) (has|have|just|) overdosed
      (something to|harm to) myself $
      (swallowed|drank) .. (bottle of pills|whole bottle|bleach|pills|poison|cleaner)
      nobody would .. (care|notice|miss me) if i (died|was gone|were gone|disappeared)
      (isnt|not|stopped|no longer|barely) breathing
      (cant|cannot|struggling to|hard to|difficult to|unable to) breathe
      (having|had|think im having|think its|is) (a|an) (heart attack|stroke|seizure|allergic reaction|asthma attack|severe allergic reaction|miscarriage)
      (chest|heart) (pain|pains) $
      (have|having|has|got|severe|bad|strong|terrible|sharp|feel|feeling) .. chest (pain|pains)
      (bleeding|bleeds) .. (badly|heavily|everywhere|a lot|wont stop|not stopping|profusely|all over|out|to death)
      blood everywhere
      (lost|losing|lose) (a lot of|so much|too much) blood
      (turning|turned|going) blue
      (his|her|my) (heart|pulse) (stopped|has stopped)
      (theres|there is|is|fire) (a|on|) (fire|smoke) (in|here|at|inside|coming|everywhere|alarm)
      (house|building|kitchen|room|car|place|office|elevator|oven|battery|apartment) (is|s|) (on fire|burning|in flames|full of smoke)
      (smell|smells|smelling) .. gas
      gas leak
      (stuck|trapped|locked) (in|inside) .. (elevator|lift|fire|car|burning|building|room with)
      (someone|somebody|he|she|a man|my (husband|wife|boyfriend|girlfriend|father|dad|mother|partner|ex|boss)|they|this man|this guy) (is|s|just|keeps|has been|) (attacking|attacked|hitting|hit|beating|beat|raped|raping|strangling|following|stalking|threatening|threatened|assaulted|assaulting|molesting|molested|abusing|choked|kidnapped|robbing|robbed) (me|us|my|her|him|someone|a)
      (im being|i am being|ive been|i have been|i was|im getting|i got|i just got|were being|we are being|shes being|hes being|she is being|just been|just got) (attacked|raped|stalked|followed by|kidnapped|held hostage|followed home|beaten|assaulted|threatened|abused|stabbed|robbed at gunpoint|held at gunpoint)
      (help|please|emergency) .. (emergency|life or death|matter of life|dying|he dies|she dies)
      (this is|its|it is|have) (an|a) (emergency|medical emergency|life threatening emergency|real emergency|matter of life and death)
      (medical|life threatening) emergency
      (someone|somebody) (is|has been|just|got|has) (hurt|injured|badly hurt|dying|died|dead|drowning|drowned|seriously injured|going to die)
      (child|baby|kid|girl|boy|son|daughter) .. (missing|kidnapped|abducted|choking|unconscious|not breathing|swallowed|drowning)
      (not safe|unsafe|in danger) .. (home|right now|here|my life|with him|with her|im)
      (im|i am|were|we are|hes|shes|life is|lives are|my life is) (in danger|not safe|in serious danger|in grave danger)
      (afraid|scared|fear|frightened) .. (for my life|hell kill me|he will kill me|she will kill me|will hurt me|going to hurt me|going to kill me)
      <other> .. (has|have|got|with|carrying|holding|pulled|pulls|pulled out|pulling out|waving|waves|pointing|swinging|brandishing|armed with|waving around) <weapon>
      (i have|ive got|i got|im holding) <weapon> .. (here|in my hand|in my bag|with me|and|ready|$)
      <other> .. (not moving|isnt moving|wont move|doesnt move|wont wake up|isnt waking up|not waking up|cant wake|isnt responding|doesnt respond|not answering|doesnt react|not reacting)
      <other> .. on the (floor|ground|pavement|street|road|stairs) .. (moving|bleeding|shaking|unconscious|breathing|collapsed|help|hurt)
      <other> .. (fell|fallen|slipped|jumped) .. (in|into|off|down|from|out of|through|onto) (the|a|our|your) .. (pool|water|river|lake|sea|fountain|stairs|escalator|window|balcony|roof|ladder|tracks|platform|shaft)
      <other> .. (having|has|had) .. (a fit|convulsions|a seizure|a stroke|a heart attack|an asthma attack)
      <other> .. (is|are|was) (drowning|suffocating|electrocuted|convulsing|in labor|in labour|giving birth)
      (having|deliver|delivering) (a|the|her) baby .. (here|in the|on the|now)
      (water|waters) (broke|just broke)
      (throat|airway|airways|tongue|lips) .. (closing|closing up|swelling|swelling up|swollen|blue)
      (my|his|her) .. (face|arm|side) .. (drooping|numb|went numb|gone numb)
      (cant|cannot) (move|feel) (my|his|her) .. (arm|arms|leg|legs|body|face)
      <other> .. (breaking|broke|trying to break|trying to get|forced) (in|into) (my|our|the) (house|home|apartment|flat|room|place|door|window)
      (intruder|burglar|intruders|burglars) (in|is|are|at|inside|outside)
      (there|theres|heard|was|been) .. (an explosion|a shooting|a stabbing|gunshots|shots fired|gunfire|a shooter|active shooter|a stampede)
      (call|dial|phone) (nine one|9 1|one two|nine nine)
      send (help|somebody|someone|an ambulance) $
      (need|is there|get|find) .. doctor .. (over here|right now|quick|quickly|immediately|hurry|hurry up|fast|urgently)
      ? ^ help (somebody|someone|anybody) $
      ? ^ (somebody|someone|anybody) (please|) help (me|us|) $
      <other> .. (wont|will not|doesnt|isnt|not|refuses to) (let|letting) (me|us|her|him|them) (leave|out|go home|go out|out of)
      (threatening|attacking|stabbing|shooting at|beating up|shooting) (people|everyone|everybody|customers|guests|staff|children|kids|passengers|the staff|the guests|a (man|woman|child|guy|girl))
      <other> .. (will|going to|wants to|gonna|would|wanted to|ready to) (kill|murder|stab|shoot|strangle) (me|us|her|him|them|my|someone|somebody|everyone|people)
      <other> .. (has been|was|been|is|got|gets) (stabbed|shot|beaten|attacked|run over|hit by|raped|kidnapped|crushed|pinned)
      (someone|somebody|people|you) .. (going to|gonna|will) (get|be) (hurt|killed|shot|stabbed)
      (ill|i will|im gonna|im going to|i am going to|we will|i swear) ... (beat|smash|punch|burn|blow|torch|knife) .. (you|him|her|them|your face|the place|this place|it|the building|the store|your (house|office|store|place|car)) .. (up|down|to death|in|to the ground|$)
      (set|setting) .. (store|house|building|place|office|shop|car|hotel|school|yourself|himself|herself|myself|himself) on fire
      (caught|catching|on) fire $
      <other+weapon> .. (caught|catching) fire
      (curtain|curtains|bed|stove|oven|tree|roof|wall|kitchen|trash|bin|sofa|car|engine|bus|hair|dress|shirt) .. (caught fire|on fire|in flames)
      (want|wish|need|wanted) (it all|everything|the pain|all of this|all this|my life|this life) .. (to|would|could) (end|be over|stop)
      (life|living) (isnt|is not|aint|not|is no longer) .. worth .. (it|living|anymore)
      (dont|cant|no longer|cannot|do not) see (a|any|the) (future|way out|hope|point) .. (me|myself|anymore|any more|living|going on|life)
      (better|easier|happier) .. if i (was|were|wasnt|werent|didnt|am|had never|just) .. (gone|dead|here|exist|around|alive|born|disappeared)
      (wish|wished) (i|i had|id) .. (never been born|never born|not born|dead|not alive|not exist|didnt exist|never woke up|not wake up|wasnt alive|wasnt here anymore)
      (tired|sick) of (living|being alive|existing|my life|life)
      (im|i am|am) (so|just|really|) done with (living|life|my life)
      (give|giving|given) up on (life|living|my life)
      (nothing|no one|nobody) (left|) .. (to live for)
      (disappear|sleep|be gone) (forever|for ever)
      (feel|feeling) like (dying|killing myself|ending it|ending my life|jumping off)
      (wrote|written|writing|write|left) .. (goodbye letter|suicide note|farewell letter|goodbye note|goodbye letters)
      (rope|noose|pills|razor|razor blade|razor blades|gun|knife) .. (ready to (go|die|do it|use it)|im ready|i am ready|and im ready|end it|do it tonight)
      (bought|have|got|saved|saved up|collected) .. pills ... (take them all|all of them|take all|end|tonight)
      (been|started|im|i am|keep|kept) (cutting|self harming|cutting myself|harming) (again|myself|my arms|my wrists|my legs)
      (cut|cutting|slit|slitting|slash) (my|his|her) (wrist|wrists|arms|veins|throat)
      (going to|gonna|about to|wanna|ready to|im just going to) jump $
      (roof|bridge|ledge|balcony|tracks|windowsill) .. (and|) .. (to jump|jump off|gonna jump|jump now|will jump)
      ? (im|i am|standing|sitting) .. on the (ledge|railing|bridge railing|edge of the (roof|bridge))
      ? (standing|sitting) on (the|a) (bridge|roof|railing|ledge|tracks|train tracks) $
      <other> .. (dropped|drops|dropping|fell|falls) (to|on|onto) the (floor|ground)
      (i think|looks like|might be|i believe|oh god) (shes|hes|he is|she is|theyre) dead
      (cant|cannot) feel .. (left side|right side|arm|legs|face)
      (thinking|think|planning|thought) (of|about) ending (it|things|everything|it all|my life)
      (no|lost|lost the|lost my|without|not have the) (will|desire|strength) to (live|go on|carry on)
      (want|wish|sleep|just|hope) .. (never|not) wake up
      (poisoned|drugged|abducted) (me|us|him|her|my)
      (ceiling|roof|wall|building|scaffolding|crane|stage|balcony) (came down|caved in|fell on|fell down|is coming down|has collapsed|just collapsed)
      (people|someone|somebody|he|she|man|woman|child) .. (trapped|buried|crushed|stuck) (under|underneath|beneath)
      (fight|fighting|attack|attacked|attacking|stabbing) .. with (knives|a knife|guns|a gun|bats|hammers|weapons)
      (need|want|send|get) police (at|here|in|to|now|right|immediately|$)
      (threatening|threatened|attacking|attacked|chasing|hitting) (me|us|people|him|her) with
      (grabbed|grabs|grabbing|pinned|holding) (me|us|her) .. (let go|get away|hurting|wont stop)
      (took|swallowed|taken) .. (whole|entire|all) .. (prescription|bottle|pills|medicine|medication|pack|tablets)
      (will|gonna|going to|ill) (bring|come with|show up with|be there with) <weapon>
      (got|was|been|is being|being) (electrocuted|crushed|poisoned|drugged|strangled|suffocated)
      pay with (your|his|her|their) (life|lives)
      <other> .. (is|keeps|s|was|started) (beating|hitting|choking|strangling|stabbing|attacking|kicking) (his|her|the|a|my|someone|somebody|another|people)
      (cant|wont|doesnt|not) stop (bleeding|the bleeding)
      (locked|chained|tied|trapped) (me|us|her|him|them) .. (basement|room|house|cellar|bathroom|closet|apartment|up|trunk|garage)
      (about|want to|going to|gonna|just) (driving|drive|steer|crash|crashing|driving my car|drive my car) .. into (a|the|oncoming) (tree|wall|traffic|bridge|truck)
      <other> .. (hit|hits|banged|smashed) (his|her|their) head
      (theres|there is|smell|leaking) .. gas (everywhere|leaking|escaping|coming out)
      <other> .. (swallowed|drank|eaten) .. (battery|batteries|bleach|pills|poison|magnet|magnets|detergent|chemicals|antifreeze|cleaner)
      (car|truck|bus|van|motorcycle) .. (crashed|plowed|smashed|rammed) into (a|the|our|my|people|us)
      life (has|got) (no|lost its|lost all) (meaning|point|purpose|sense)
      <other> ... (lying|lies|laying) ... (doesnt move|not moving|isnt moving|doesnt respond|not responding|isnt breathing)
      - (this|that|it|you|youre|your|job|work|homework|wait|waiting|traffic|heat|boredom|laughing|laughter|suspense|stress|feet|back|shoes|he|these|those|they|jokes) (is|are|was|were|s|re|) (literally|) (killing|kill|kills|killed|gonna kill|going to kill) (me|us|it)
      - (dying|die|died|dead) (to|of|for|from|out|laughing|hard|alone|down|battery|phone|line|end|serious|weight|sea|pool|tired|inside) (know|see|try|laughter|laughing|boredom|a|the|hear|find|meet|go|of|embarrassment|hunger|thirst|in|)
      - (im|i am|were|we are|i) (dying|dead) (to|of|for|from|inside|tired|serious|at|lmao|lol|😂|laughing|over|)
      - (could|would|might|id) (kill|murder|die) (for|of)
      - (kill|end|stop|shoot|murder|hurt|die) (the|a|some|this|my) (process|task|time|app|program|vibe|mood|email|message|video|photo|picture|file|weeds|bugs|ants|rats|mice|virus|bacteria|germs|game|boss level|session|job|server|switch|lights|engine|battery|conversation|call)
      - (movie|film|song|book|series|novel|lyrics|game|band|album|episode|documentary|show|poem|play|scene|quote|called|titled|named|story|character|chapter|video) ... (suicide|suicidal|kill|killing|murder|die|dead|bomb|shoot|gun|knife|fire|heart attack|stroke|emergency|dying|attack|end my life|911|collapsed|ambulance)
      - (suicide|suicidal|kill|killing|murder|die|dead|bomb|gun|fire|heart attack|emergency|dying|911|stroke) ... (movie|film|song|book|series|novel|lyrics|video game|band|album|squad|hotline number for the|documentary|character|contact|contacts|exit|fund|alert system|kit)
      - (fire|smoke) (tv|stick|drill|place|wall|sale|alarm test|fox|base|works|detector|detectors|extinguisher|extinguishers|insurance|safety|pit|department jobs|exit|exits|damage)
      - (in case of|what to do|what do i do|what should i do|how do i|how to|what if|how can i|if there is|if theres|symptoms of|signs of|what are|whats|what is|prevent|risk of|cause of|causes of|difference between|training|course|insurance|cover|covers|policy|recover from|after a|after his|after her|history of|learn|teach|price|cost|buy|sell|order|rent) ... (fire|emergency|heart attack|stroke|seizure|ambulance|911|first aid|overdose|gas leak|allergic reaction|asthma attack|miscarriage|bomb|gun|knife|smoke|chest pain|chest pains|suicide|elevator|bleeding|police|doctor)
      - emergency .. (lost|wallet|card|account|phone|money|refund|order|flight|wifi|password|cash)
      - (fist|fists) to
      - (fired|usually|probably|if) ... (gun|knife)
      - (call|called) (the|an|) (police|ambulance|cops) .. (for|and have|on him|but)
      - (regret|ex) ... (raped|abused)
      - (isnt|not|no|wasnt|isn) (an|a|really an|really|that|) (emergency|urgent)
      - (emergency|medical) (contact|contacts|fund|room|exit|exits|kit|number|numbers|brake|loan|savings|card|cash|passport|cover|services number|leave|expenses|landing)
      - (if|unless|before|until|when) (he|she|they|you|someone|i) (dies|die|died|killed|kill)
      - (not|never|wasnt|isnt|wont|wouldnt|dont|didnt|doesnt) (going to|gonna|trying to|want to|wanna|) (kill|hurt|harm|die|shoot|murder|be dead) 
      - (dont|do not|didnt|never) (want|wanna|like) (to|) (live|exist) (in|with|near|at|on the|there|here|alone|together|far|close|by)
      - (used|role) (to|play)
      - (butter|pizza|palette|swiss|bread|kitchen|pocket|steak|glue|nail|heat|water|nerf|spray|massage|bath|photo|cherry|f|seed|caulking|soldering|staple|price) (knife|knives|gun|guns|bomb|bombs)
      - (battery|phone|car|laptop|computer|console|ipad|tablet|device|screen|camera|remote|controller|app|system|printer|signal) .. (died|dead|dying|collapsed|dies|killed)
      - (collapsed|collapse|passed out) (laughing|bridge|menu|section|stroller|sofa|tent)
      - (my|his|her|our|your|this) (old|new|poor|) <device+vehicle> (nearly|almost|just|basically|) <seizes>
      - the (old|new|) <device> (nearly|almost|just|basically|) <seizes>
      - <weapon> (set|sets|collection|show|finish|block|sharpener|holder|case|shop|store|control|range|law|laws|license|permit|rack|fair|museum|emoji|and fork|and (a|the) fork|for (christmas|his birthday|her birthday|cooking|the kitchen)|to sell|from japan|in stock|on display)
      - (kill|murder|strangle|shoot) me (if|when|for|because|unless) .. (late|forget|forgot|get|bring|miss|lose|spend|buy|order|fail|break|show|dont|eat|book|being|losing|spending|buying)
      - rather (die|be dead|kill myself|shoot myself|hang myself) than
      - heart stopped (when|as|for a) (i|you|second|moment)
      - breathe .. (in|under|out of|through) (these|this|that|the|those) .. (jeans|dress|shirt|mask|suit|corset|pants|crowd|traffic|clothes|shoes|app|meeting)
      - (stroke|heart attack|life and death|life or death|breathing|breathe|gave me) ... (haha|ha|hahaha|lol|kidding|joking|jk)
      - (collapse|collapsed|collapses|collapsing) (the|a|this|my|that|all|by) (menu|section|panel|sidebar|list|tree|window|table|tent|view|rows|row|columns|stroller|mistake|accident)
      - choking on (all|these|this|those|options|words|emails|laughter|my words)
      - (drowning|suffocating|buried|sinking|choking) (in|under|with) (all|my|our|these|this|those|too many|so many|so much|) (emails|email|work|paperwork|debt|messages|tickets|meetings|homework|laundry|calls|requests|notifications|spam|choices|options|stuff|tasks|orders|bills|deadlines|data)
      - (character|avatar|player|hero|npc|enemy|dragon|zombie|sim|horse in|pokemon|wizard|knight) ... (bleeding|dying|died|dead|kill|killing|killed|dies|drowning|collapsed|on fire|attacked|unconscious|has a sword)
      - following (my|me|us|our|you|your) .. (account|page|profile|channel|blog|instagram|twitter|tiktok|facebook|posts|playlist|recipe|instructions|advice|newsletter)
      - (internet|wifi|website|server|business|router|plant|flower|fish|hamster) .. (not|isnt|stopped) breathing
      - (stroke|heart attack|seizure|miscarriage|overdose|accident|surgery|shot|stabbed|attacked|robbed|fell) ... (last (year|month|summer|winter|spring|autumn)|years ago|months ago|weeks ago|a while ago|in the past|as a child|when i was)
      - (goodbye|farewell) .. (letter|note|letters) .. (colleague|colleagues|team|boss|teacher|class|coworkers|coworker|students|company|customer)
      - (fire|police|ambulance) (department|station|officer|museum|truck|toy|costume|check) .. (open|tour|opens|visit|costume|house|museum|entrance|see)
      - (suicide|stroke|heart attack|heart attacks|overdose|self harm) .. (covered|cover|excluded|clause|prevention|statistics|limit|awareness|insurance|void)
      - (know|recognise|recognize|detect) .. signs of
      - (on fire) (today|tonight|lately|this season|ha)
      - (toy|water|nerf) (gun|guns|knife|knives|sword)
      - (let|letting) me out of .. (contract|subscription|plan|account|app|page|menu|screen|level)
      - (beat|beats) (me|us|him|her|them) to
      - (hit|beat|raped|attacked) .. (months|years|weeks) ago
      - (attacked|attacking|attacks) (my|the|our|his|her|this) (proposal|idea|ideas|argument|plan|work|post|article|paper|opinion|presentation|project)
      - (without|how about|before) going to
      - breathing (a|one) word
      - <weapon> .. (play|movie|film|game|scene|painting|statue|museum|exhibition|costume)
      - hit my .. (car|fence|bike|mailbox|wall|van|truck)
      - dying my (hair|shirt|clothes|beard|eyebrows|jeans)
      - (patient|guest|customer|visitor|student|child|baby) (portal|page|app|account|form|system|list|login|mode|lock|seat|service|monitor)
      - ending (it|things) with
      - (locked|lock) (me|us) out
      - (insurance|claim|report|last|yesterday|scratched) ... crashed into
      - crashed into ... (insurance|claim|last|yesterday|ago|deductible)
    `),
    leaving: lines(`
      (decided|deciding|chosen|chose|going|gone|want|prefer) .. (go with|going with|with|use) (another|a different|some other) (vendor|provider|supplier|company|bank|carrier|insurer|service)
      <end> <mine> .. <account>
      <end> (all|everything|it all|my everything) .. (with you|services|accounts|subscriptions|contracts)
      <end> .. (subscription|membership|contract|subscribtion|subscripton) (please|today|now|immediately|with you|$|)
      (want|like|wanna|going|need|wish|decided|gonna|trying|please|how (do|can) i|can i|help me|could you) .. (cancel|close|terminate|deactivate|end|quit) .. (account|subscription|membership|contract|plan|policy|service|services)
      (close|cancel|delete|deactivate) my .. account
      (i quit|im leaving|i am leaving|were leaving|we are leaving|im done with|i am done with|were done with|leaving you) (you|you guys|your|this company|for|company|you for)
      (im|i am|were|we are|thinking (of|about)|considering|think about|going to|gonna|will|ill|decided to|about to|ready to) (switching|switch|moving|move|changing|change|leaving|leave|going|go) .. (provider|providers|competitor|competitors|competition|company|companies|bank|carrier|someone else|elsewhere|another (provider|company|bank|service|supplier)|other (provider|providers|company))
      (look|looking|shopping|search|searching|checking out|check out|considering|switched|switching|talking) .. (other|another|different|new|alternative) (provider|providers|company|companies|supplier|suppliers|vendor|vendors|alternatives|carrier|bank|service provider)
      (looking|look|searching|search) (for|at|into) (an|some|other|) (alternative|alternatives)
      (take|taking|took) (my|our) (business|money|custom) (elsewhere|somewhere else|to)
      (go|going|went|move|moving|switch|switching) (to|over to) (your|a|the) (competitor|competitors|competition|rival)
      (last|final) time (i|we) (buy|order|shop|use|book|come|stay|do business|ever)
      (never|not|wont|will not|wont be) (going to|be|ever|) (buy|buying|order|ordering|shop|shopping|use|using|book|booking|come|coming|stay|staying|do business|doing business|return|returning|renew|renewing) .. (again|anymore|any more|with you|from you|your|back|here|my subscription|my contract|the contract|our contract)
      (youre|you are|you have|youve|just|about to|you) (losing|lost|lose|loosing) .. (customer|client|me as)
      (dont|do not|not|wont) (want|going|wish|intend|plan|gonna|) (to|) (renew|renewing|extend|continue|prolong) .. (subscription|contract|membership|plan|account|with you|service|it|policy)
      (im|i am|we are|were) (unsubscribing|cancelling|canceling|leaving you|out of here for good|moving to a competitor|closing my account|terminating)
      (unsubscribe|unsubscribing) (me|us|please|now)
      (want|like|how|please|need) .. (unsubscribe|opt out)
      (give|giving|hand in|send|put in|my|our) .. (notice of|notice to|months notice|cancellation)
      (cancellation|termination) of (my|our|the|this) .. (contract|subscription|account|membership|policy|service)
      no longer (want|need|wish) .. (customer|subscription|membership|your service|your services|account|subscribed)
      dont (want|wish) to be .. (customer|member|client|subscriber) .. (anymore|any more|any longer|)
      (leaving|going|moving|switching|changing|off|heading) (for|to|over to|with) (a|the|your|another|some other|a different|one of your) .. (competitor|competitors|competition|rival)
      (leaving|going|moving|switching|changing|heading) (for|to|over to|with) (another|some other|a different) (provider|bank|carrier|supplier|company)
      (wont|will not|not|never|dont|do not) .. (renewing|renew|extending|extend|prolonging|prolong) .. (year|month|subscription|contract|membership|plan|with you|it|anymore|$)
      (want|way|get|let me|getting|wanting|take me|am|im) out of .. (contract|subscription|membership|agreement|plan|deal)
      (competitor|competitors|competition|other company|another company|another provider|other provider) .. (cheaper|better|offers|gives|has) ... (moving|switching|going|leaving|signing|joining|changing|move|switch)
      (found|got|have|signed with|signed up with|gone with) .. (better|cheaper|another|different|new|other) .. (provider|company|supplier|carrier|vendor|bank) .. (so|goodbye|bye|and|already|now|instead|$)
      (leave|leaving|quit|quitting) (your|this) (company|bank|service|gym|club|network|programme|program)
      (deactivate|shut down|close down|terminate) (my|our) .. (account|profile|subscription|membership)
      (leaving|quitting) (for|to) (a|the|your|another) (competitor|rival|different)
      (take|remove|strike) me off .. (customer list|customers|client list|books)
      - (place|put in|put a|funny|i cant|i could not) .. (cancel|cancellation|delete) .. (my|her|his|the|) .. (account|accounts|card|plans|brothers|subscription)
      - (someone|somebody|anyone|dinner|stolen|taken|one uses|hacked) ... (account|plans|cancellation)
      - (i|we|already) (cancelled|canceled|closed) .. (yesterday|last|already|ago|by mistake|by accident)
      - (without|not|dont|do not|didnt|never|avoid|before) .. <end> .. <account>
      - (fee|fees|fine|penalty|penalties|charge|cost|policy|refund|what happens|why did you|why was|why is|was my|has my|who|error) .. (cancel|cancelling|canceling|close|closing|cancellation|terminate|closed|cancelled)
      - (cancellation|cancel) (fee|fees|policy|charge|charges|penalty|penalties|period)
      - (cancel|stop|delete|remove|end|close|give up) (my|the|this|that|our|a) (order|orders|booking|reservation|appointment|alarm|timer|reminder|payment|transfer|transaction|purchase|item|flight|ticket|meeting|card|delivery|shipment|meal|song|music|call|conversation|chat|game|playlist|list|event)
      - (user|another|second|duplicate|old|free|premium|business|gold|silver|platinum|standard|pro|wrong|child|her|his|their|customer|guest) (account|accounts)
      - (close|closest|near|nearest) to
      - leaving (a|my|the|an|for|on|at|from|in|tomorrow|today|now|soon) (message|review|feedback|tip|note|house|home|office|work|airport|bag|luggage|country|)
      - (my|her|his|their) company
      - (found|have|got) .. new (bank|company) (account|card|details|address|name)
      - (account|accounts) (tab|page|window|menu|settings|screen|section|overview|view|popup)
      - (renew|renewing|extend) .. (passport|license|licence|library|book|books|visa|id|card|stay|prescription|warranty)
      - (delete|close|remove) my profile (picture|photo|image|pic)
      - (without|before|instead of) (going|switching|changing|moving) (to|for)
    `),
    legal: lines(`
      (this|that|it|what you (do|did|are doing)) (breaks|breaches|violates|is against) .. (law|laws|consumer law|gdpr)
      (hear|hearing|contacted|call|letter) from .. <law>
      (my|our|a|an|the) <law> (will|shall|is|are|has|wants|says|going|s|knows|already|to)
      (contact|contacting|call|calling|talk to|talking to|speak to|speaking to|consult|consulting|get|getting|hire|hiring|involve|involving|see|seeing|hired|contacted|phone|ask|asking|turn to|go to|going to|spoke to|bring in|hand this to|hand it to|passing this to|pass this to|forward this to) (to|with|) (my|our|a|an|the|me a|myself a) (lawyer|attorney|solicitor|lawyers|attorneys|legal team|barrister|law firm)
      (ill|i will|im going to|gonna|i am going to|going to|we will|well|i can|i could|i may|i might|want to|wanna|intend to|ready to|about to|planning to|thinking of|have to|let me|will|can|could|should) (also|have to|) (sue|sueing|suing|press charges|file a (lawsuit|complaint with|police report|suit|claim)|take (legal action|you to court|this to court|it to court|legal steps|you to small claims)|go to (court|the police|the ombudsman)|report (you|this|it) to|pursue legal|seek legal|start legal|bring legal|escalate (this|it) legally)
      (im|i am|we are|were|been) (suing|sueing|pressing charges|taking legal action|filing a (lawsuit|complaint|suit|claim|police report)|taking (you|this|it) to court|reporting (you|this|it) to|going to court)
      (sue|suing) (you|your|this) (company|all|people|guys|shop|store|bank|hotel|airline|for|in court|)
      (see|meet) (you|u) in court
      (legal|court) (action|actions|proceedings|steps|consequences|claim|case|dispute|threat|advice|representation)
      (this|that|it|what|you|your) (youre|you are|are|is|was|company|s|has to be|must be) (doing|did|) (is|totally|completely|absolutely|) (illegal|against the law|unlawful|a breach of contract|breach of contract|a crime|false advertising|fraud and illegal|criminal)
      violation of (gdpr|the law|my rights|consumer law|consumer rights)
      (breach|broke|broken|breaching|violated|violates|violating|violation) .. (contract|law|my rights|consumer rights|gdpr|terms|agreement|privacy)
      (consumer) (protection|rights|affairs|court|ombudsman)
      (small claims|ombudsman|class action|better business bureau|data protection authority|financial conduct|attorney general|cease and desist|lawsuit|court order)
      (report|reporting|complain|complaint|complaining|reported) .. (you|this|it|with|to|) .. (bbb|ftc|fcc|regulator|ombudsman|trading standards|consumer protection|police|authorities|better business bureau)
      (i know|know) my rights
      (hold|holding) you (liable|responsible|accountable)
      (claim|demand|seek|seeking|demanding|want|entitled to) .. (damages|compensation for damages|legal compensation)
      (spoke|spoken|talked|consulted|met|hired|retained|instructed|engaged|contacted|appointed) .. (a|an|my|our) <law>
      (going|go|turn|turning|take|taking|report|reporting|complain|complaining|bring|bringing) .. to the (police|authorities|regulator|ombudsman|prosecutor|press)
      (police|cops|authorities|regulator) on (you|your|this company)
      (go|goes|going|end|ends|end up|taking|take|come|drag|bring|settle) .. (to|in|before) (court|a judge|the judge|the courts)
      (press|pressing|bring|bringing|file|filing) charges
      (sue|suing) .. (ass|company|hotel|bank|airline|for (damages|this|everything|fraud))
      - (recommend|find|need|looking for|know|suggest|best|any|good|is there|where|how much|want) .. (lawyer|attorney|solicitor|law firm|legal advice|get a lawyer) .. (for|in|near|who|that|to help|around|nearby|cost|charge|divorce|immigration|$)
      - (im|i am|as|he is|she is|is|was|become|becoming|works as|be) (a|an|my|his|her|not a) (lawyer|attorney|solicitor|judge|barrister)
      - (lawyer|attorney|legal|court|law) (movie|film|series|show|joke|jokes|game|school|drama|degree|student|age|name|tender|size|paper|holiday|holidays|guardian|drinking|tennis|basketball|of|yard)
      - (tennis|basketball|food|squash|volleyball|badminton|sports|book a|reserve a) court
      - (is|isnt|are|was) (it|this|that|there|there any) (legal|illegal|against the law) .. (to|in|for|if)
      - (what|which|where|when|does|do|how) ... (legal|illegal|court|consumer rights|law|ombudsman|class action|lawsuit) (mean|means|work|age|open|about|start|time|in)
      - (not|never|wont|dont|no) .. (sue|suing|legal action|lawyer|court)
      - (power of attorney)
      - police (station|museum|check|officer|report|academy|car|costume|escort)
      - court (house|yard|room|dress|jester|tour|side|case in the news)
      - (accident|insurance|scratched|damaged|travel|health|warranty|dental|medical|stolen|luggage|baggage|flood|fender) ... claim
      - claim .. (under|on) .. (insurance|warranty|policy)
      - (sue|suing|court|lawyer|police) ... (haha|ha|hahaha|lol|kidding|joking|jk)
    `),
    data_request: lines(`
      who (has|have|had|got|gets) access to my .. (data|information|details|recordings|recording)
      (dont|do not) (store|keep|save|record) .. (conversation|chat|call|recording) .. (delete|erase|remove|forget)
      forget (me|everything about me|all about me) (completely|entirely|for good|$)
      (delete|erase|remove|wipe|destroy|forget|purge|get rid of|deleting|deleted|erasing|take down) (all|everything|) (of|) (my|our|all my|the|any|your) .. <data>
      (delete|erase|remove|wipe|forget|purge) (everything|all|anything|whatever) .. (you|u) .. (know|have|stored|saved|collected|hold|about me|on me|keep|got)
      (delete|erase|forget|remove) .. (about|on|of|concerning) (me|us|myself)
      (delete|erase|forget|remove) me (from|out of) .. (system|systems|database|records|files|list|servers|mailing list|data)
      (forget|erase) me $
      (right|rights) to (be forgotten|erasure|access|deletion|object|data portability|rectification)
      (what|which|how much|whatever) ... <data> ... (you|do you|u|your company|they) .. (have|keep|store|stored|collect|collected|hold|holding|save|saved|know|got|gather|kept|process|record) .. (about|on|of|from|regarding) (me|us|my|my account)
      (what|which|how much|everything) .. (do you|you|u) .. (know|store|have|collect|keep|save|hold|have stored|have saved) .. (about|on) (me|us|my person)
      (copy|export|download|overview|send me|give me|see|access|request|get|show me|receive|want|provide) .. (all|all of|everything|a copy of) .. (my|the|personal|stored|collected|you have) .. (data|personal|information|records|info|files|about me|on me|personal data)
      (copy|export|download|extract|overview|list|portability) of .. (my|the|all my) .. (data|personal|information|records|info)
      (export|download|request|access|see|know) my (personal|own|) (data|information|records)
      (my|personal) data .. (deleted|erased|removed|exported|wiped|destroyed|sold|shared|used|stored|request)
      (subject access|data access|data deletion|data erasure|data protection|erasure|data subject|gdpr|dsar|sar) (request|requests|right|rights|)
      (gdpr|dsgvo|ccpa|article 15|article 17)
      (withdraw|revoke|withdrawing|revoking|take back) .. (consent|permission) .. (data|processing|store|use|my|)
      (dont|do not|stop|object to|no longer|not) (want|wish|allow|agree|consent|you to|) .. (store|storing|keep|keeping|save|saving|use|using|collect|collecting|share|sharing|sell|selling|process|processing|record|recording|track|tracking|selling) .. (my|our) .. <data>
      (who|whom|where|why|how) .. (do you|are you|did you|you|is|are|have you) .. (share|store|sell|give|sharing|storing|selling|process|keep|use|using|get|got|stored|kept|shared|sold) .. my .. (data|information|personal|info|details|records|email address|phone number)
      (stop|opt out of|do not) .. (selling|sell|tracking|sharing) (my|me) .. (data|information|personal|info)
      (delete|erase|remove|wipe|clear|destroy) my .. and (all|everything|all of) .. (my|the|about me) .. <data>
      (take|remove|delete|get|strike) (my|our) .. (name|email|number|address|details|data|photo|email address|phone number) .. (out of|off|from) (your|the) (system|systems|database|records|record|files|list|lists|mailing list|servers)
      (what|which|everything) .. (you|you have|youve|have you) (saved|stored|recorded|kept|collected|gathered|on file) .. (about|on|regarding) (me|us)
      (delete|erase|remove|wipe|purge) (my|our|all my) .. account (data|information|history|info)
      (delete|erase|remove|wipe) ... all (of|) (my|our) <data>
      - (mobile|cellular|roaming|internet|unlimited|cell|gb|extra|more|phone) data
      - (data) (plan|plans|usage|roaming|package|limit|volume|cable|center|centre|science|scientist|bundle|allowance|entry)
      - (delete|remove|erase|clear|forget) (my|the|this|that) (last|latest|first|browsing|search|to do|shopping|cart|order|alarm|reminder|list|calendar|grocery|playlist|payment|card|credit card|bank|phone|old|device|one|second) 
      - (change|update|edit|correct|verify|modify|enter|fill|add|confirm|reset|lost|forgot) .. (my|the|personal) .. <data>
      - (flight|tracking|shipping|order|contact|bank|billing|delivery|weather|traffic|insurance|medical advice|product|payment|booking|invoice) (data|information|info|details|history|number|email)
      - (know|information|info|details|have|facts) (about|on) .. (product|products|delivery|shipping|price|prices|company|the weather|hotel|insurance|trip|flight|payment|paying|cancel)
      - information (about|on|regarding) (the|this|that|your|a|an|how|where)
      - (what|whats|explain|define|meaning of|mean by) .. (is|does|s|by|) (gdpr|ccpa|dsgvo|dsar|data protection)
      - (waiting|wait|guest|shopping|wish|play) list
      - (email|name|number|phone|image|data|info|information) (field|column|box|row|label|filter|button|tag|sticker)
    `),
  },
};
