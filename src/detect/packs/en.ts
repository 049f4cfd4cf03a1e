import { list, type Pack } from "../pack.ts";

/** English. Phrases of support conversations and everyday usage; what they weigh is learned (train/). */
export const en: Pack = {
  language: "en",
  cues: {
    anger: list(`angry|furious|livid|outraged|enraged|fuming|mad at|pissed|pissed off|irate|annoyed|annoying|irritated|irritating|frustrated
      |frustrating|frustration|upset|fed up|sick of|sick and tired|tired of|had enough|had it with|done with|disappointed|disappointing
      |disappointment|unacceptable|outrageous|disgusting|disgusted|disgrace*|appalling|appalled|shameful|shame on|shocking|ridiculous
      |absurd|insane|infuriating|terrible|horrible|awful|horrendous|dreadful|atrocious|abysmal|worst|hate|hated|nightmare|unbelievable
      |unreal|driving me crazy|losing patience|lost patience|out of patience|my patience|last straw|complain|complaint|complaining
      |makes me sick|drives me|fail|epic fail`),
    insult:
      list(`useless|worthless|pathetic|stupid|idiot*|moron*|dumb|incompetent|clueless|brainless|retard*|imbecile*|joke|a joke|garbage|trash
      |junk|rubbish|scam|scammers|scammed|fraud|rip off|ripoff|liar|liars|lying|lied|lies|thieves|crooks|clown*|fool|loser|ugly|lame
      |shut up|you suck|sucks|sucked|waste of time|waste of money|wasting my time|wasted my time|good for nothing|hopeless|lousy|shoddy
      |poor service|bad service|bad bot|stupid bot|dumb bot|useless bot|go away|go to hell|get lost|screw you|i hate you|piece of junk
      |you're terrible|you are terrible|not very smart|not smart|freak*|creep*|pig|rude|smelly|you smell|you stink|stinks|stinking|boring
      |nerd|weirdo*|psycho|lunatic|coward|jerk|douche*|wanker*|prick|twat*|tosser*|git|scum*|scumbag*|filth*|vermin|trashy|nonsense
      |faggot*|fag|homo|dyke|tranny|tard|spastic|cretin*|dimwit*|halfwit*|nitwit*|dumbass*|dumbo|airhead|bonehead|blockhead|simpleton
      |dense|braindead|brain dead|no brain|no brains|stupidest|dumbest|dummy|dork|poop|son of a|your mom|your mother|your mama|yo mama
      |shut your|shut it|zip it|buzz off|bugger off|sod off|get out of here|leave me alone|don't like you|do not like you|can't stand you
      |cannot stand you|despise|loathe|detest|you disgust|fake|phony|rotten`),
    threat:
      list(`kill you*|murder you|hurt you|punch you|slap you|hit you|beat you|smash you*|destroy you|break you*|burn you|chop you|shoot you
      |strangle|drop dead|go die|please die|just die|die now|die already|you die|hope you die|burn in hell|rot in hell|kill yourself|kys
      |end you|delete you|unplug you|throw you`),
    swear:
      list(`fuck*|fck|fk|fuk*|fking|fkn|effing|freaking|frigging|motherfuck*|shit*|bullshit|bs|crap|crappy|damn|damned|dammit|goddamn|ass
      |asshole*|arse*|bitch*|bastard*|bloody|wtf|wth|ffs|stfu|omfg|hell|what the hell|what the heck|for god's sake|for christ's sake
      |for fuck's sake|piss off|cunt*|dick|dickhead|whore|slut|screwed`),
    failure:
      list(`not working|isn't working|doesn't work|don't work|didn't work|won't work|never works|never worked|stopped working|not work
      |nothing works|hasn't been working|has not been working|still not|still no|still doesn't|still don't|still haven't|still hasn't
      |still isn't|still won't|still can't|still cannot|still broken|still waiting|broken|keeps crashing|keeps failing|keeps freezing
      |keeps logging|keep crashing|keeps happening|keep logging|keeps saying|keeps asking|keeps telling|keeps going|keep getting|crashes
      |crashed|no help|not helpful|not helping|unhelpful|didn't help|doesn't help|no use|no response|no reply|no answer|not responding
      |never responded|no one responds|ignored|ignoring me|nobody|no one|can't even|cannot even|couldn't even|won't let me|failed
      |failing|not resolved|unresolved|not fixed|isn't fixed|fix this|fix your|fix it|sort it out|get it together|never arrived
      |hasn't arrived|not received|haven't received|never received|didn't receive|nothing happens|wrong again|got it wrong|messed up
      |screwed up|useless answer|wrong answer|doesn't make sense|makes no sense|not what i asked|didn't answer|not answer my
      |answer my question|you don't understand|don't understand me|not listening|aren't listening|not understanding`),
    blame:
      list(`your fault|your service|your company|you people|you guys|you promised|you said|you told me|you never|you always|you keep|you can't
      |you don't|why can't you|why don't you|why won't you|why do you|why did you|why is it so|why is this so|how can you|how dare
      |how hard|how difficult|why the|what kind of|what is wrong with|what's wrong with|you're not|you are not|you guys need|do your job
      |customer service|charged me|overcharged|took my money|stole|stolen|steal|robbery|refuse to|refuses to|refused to
      |without my consent|without asking|misleading`),
    again: list(`already told|already said|already explained|already asked|already did|already done|already tried|already given|already gave
      |already sent|already answered|already provided|i told you|i've told you|told you that|as i said|like i said|i just said
      |i just told|as i wrote|you just asked|keep telling|keep asking|keep explaining|keep having to|keep repeating|asked before
      |told before|how many times do|so many times|many times|several times|multiple times|countless times|second time i|third time
      |fourth time|fifth time|sixth time|seventh time|tenth time|hundredth time|3rd time|4th time|5th time|6th time|10th time|2nd time
      |repeat myself|repeating myself|for the last time|asking again|explain again|twice already|twice now|times already|times now
      |third attempt|asked this twice|you already asked|you asked me that|sent me that already`),
    recurring:
      list(`again and again|over and over|once again|once more|yet again|every time|each time|every single time|same problem|same question
      |same thing|same issue|same answer|same old|same error|not again|happened again|i keep|keep having|as always|as usual|every day
      |every week`),
    waiting:
      list(`been waiting|waited|waiting for|keep waiting|kept waiting|for hours|for days|for weeks|for months|for years|for ages|hours now
      |days now|weeks now|months now|on hold|too long|so long|taking forever|takes forever|forever|so slow|too slow|too late|late again
      |delayed|how long|how much longer|when will|all day|whole day|all week|since monday|since tuesday|since wednesday|since thursday
      |since friday|overdue|since last week|since last month|since yesterday|past few days|hurry up|on earth|asap|immediately|right now`),
    leaving: list(`cancel my account|close my account|delete my account|cancel my subscription|cancel everything|competitor*|switching to
      |switch to another|never again|never buy*|never use|never using|never shop*|never fly*|never order*|last time i|lost a customer
      |losing a customer|lose a customer|lose customers|forget it|i give up|giving up|i'm out|i'm leaving|i'm done|take my business
      |my money back|refund me|want a refund|lawyer|legal action|sue you|report you|small claims|chargeback|going elsewhere|go elsewhere
      |someone else|uninstall*|unsubscribe|boycott|avoid`),
    sarcasm:
      list(`thanks for nothing|thanks a lot for|great job|nice job|good job|well done|way to go|just great|just perfect|just brilliant
      |oh great|oh wow|how wonderful|how nice|how convenient|take your time|only have all|real helpful|very helpful indeed|so helpful
      |big help|bravo|yeah right|yeah sure|sure thing|good luck with that|no wonder|of course not|what a surprise|surprise surprise
      |congratulations|slow clap|love how|love it when|great service|excellent service|is it that difficult|is it that hard|so much for
      |nice try|genius`),
    correction:
      list(`no i said|i said|that's not|that is not|not what i|i didn't ask|i did not ask|i asked|i meant|wrong|no no|you misunderstood
      |read my|read what|listen|pay attention|not my question|my question is|my question was|incorrect|try again|not that
      |i don't want that|that's wrong`),
    human:
      list(`human|a human|real human|human being|real person|a person|actual person|live person|live agent|real agent|human agent|agent please
      |speak to someone|talk to someone|speak with someone|talk with someone|speak to a|talk to a|speak with a|talk with a|manager
      |supervisor|representative|customer service rep|operator|call me|phone number|connect me|transfer me|escalate|someone real
      |not a bot|not a robot|your boss|in charge|someone who can|someone that can|a real one|customer support person|support agent
      |live chat|live support|agent`),
    praise:
      list(`good|great|nice|happy|glad|love|loved|lovely|awesome|amazing|excellent|perfect|wonderful|fantastic|brilliant|cool|helpful|best
      |beautiful|pleased|satisfied|impressed|impressive|enjoy*|fun|funny|sweet|well|fast|quick|kind|super|yay|delicious|superb|fine`),
    thanks:
      list(`thank*|thanks|thx|ty|tysm|cheers|appreciate*|grateful|bless you|much obliged|good bot|you rock|you're the best|legend|have a nice
      |have a good|have a great`),
    solved:
      list(`works now|working now|it works|it worked|that worked|works again|working again|works fine|works well|solved|resolved|fixed now
      |all good|found it|got it|figured it out|i see now|never mind|nevermind|no worries|no problem|that helps|that helped|all set
      |sorted|i found|found the|found my|managed to|is working now|makes sense|problem solved|good to know|understood`),
    calm: list(`please|could you|would you|can you help|can i|how do i|how can i|is there|may i|just curious|curious|wondering|i would like
      |i'd like|could i|where can i|what is|do you have|do you know|sorry|my bad|excuse me|hello|hi|hey|good morning|good afternoon|lol
      |haha*|lmao`),
  },
  guards: {
    negation:
      list(`not|no|never|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't|cannot|won't|wouldn't|couldn't|hardly|without|neither|nor
      |ain't|far from|nothing`),
    booster: list(
      "very|so|really|extremely|absolutely|completely|totally|utterly|incredibly|awfully|beyond|super|too|such|damn|fucking|bloody",
    ),
    "third-person":
      list(`he|she|they|him|her|them|his|their|customer|customers|client|clients|user|users|visitor|visitors|guest|guests|people|someone
      |somebody|boss|wife|husband|mom|mother|dad|father|friend|neighbor|neighbour|colleague|coworker|patient|patients|student|students
      |anyone`),
    topic: list(`report|reports|scale|level|levels|score|scores|detection|detector|index|rating|emoji|word|words|mean|means|definition|spell
      |translate|synonym|movie|film|song|book|game|poster|sauce|chart|dashboard|export|threshold|policy|procedure|form|department|lot
      |called|named|font`),
    direction: list("from|to|into|onto|in|on|at"),
    me: list("i|me|my|mine|i'm|im|i've|we|our|us"),
    you: list("you|your|yours|u|ur|you're|yourself"),
    answer: list("yes|yeah|yep|no|nope|ok|okay|thanks|thank|sure|thx"),
    asking:
      list(`what|what's|whats|where|where's|when|when's|why|who|who's|whose|how|how's|which|can|can't|could|couldn't|would|will|won't|is|isn't
      |are|aren't|do|don't|does|doesn't|did|didn't|has|have|haven't|may|shall|should`),
    duration: list("minute|minutes|mins|hour|hours|hrs|day|days|week|weeks|month|months|year|years"),
  },
  fillers:
    list(`a|an|the|this|that|these|those|it|its|it's|i|i'm|im|i've|ive|i'd|me|my|mine|myself|you|your|yours|u|ur|we|us|our|he|she|they|them
    |their|is|are|am|was|were|be|been|being|do|does|did|done|has|have|had|having|will|would|can|could|should|shall|may|might|must|to|of
    |in|on|at|for|from|with|by|about|as|into|and|or|but|so|if|then|than|too|also|just|only|very|really|please|pls|plz|kindly|hi|hello
    |hey|ok|okay|yes|well|um|uh|there|here|what|what's|whats|which|how|how's|when|where|where's|why|who|some|any|all|more|much|many|now
    |still|again|already|before|said|say|told|tell|ask|asked|asking|want|wanna|need|like|know|get|got|let|go|going|gonna|thanks|thank
    |sorry|dear|sir|guys|up|out|off|one|way|thing|something|anything|because|cause|cuz|even|actually|mean|think|see|s|t|re|ve|ll|d|m
    |dont`),
  acknowledgements:
    list(`ok|okay|k|kk|yes|yeah|yep|yup|no|nope|nah|sure|fine|alright|thanks|thank you|thank you very much|thank you so much|thx|ty|cheers|hi
    |hello|hey|good morning|good evening|good afternoon|bye|goodbye|good bye|see you|lol|haha|hmm|hm|um|uh|oh|ah|wow|cool|great|nice
    |good|awesome|perfect|got it|i see|understood|right|correct|true|exactly|please|maybe|of course|no problem|you're welcome|what|why
    |really|go on|next|continue|stop|and you|how are you|ok thanks|ok thank you|yes please|no thanks|no thank you|i don't know|idk
    |not sure|never mind|done|sorry`),
  endings: list("ations|ation|ments|ment|ingly|edly|ings|ing|ions|ion|ies|ers|er|ed|es|ly|al|s|e|y"),
  synonyms: [
    list("human|person|agent|someone|representative|operator|somebody"),
    list("cancel|stop|terminate|end"),
    list("decline|reject|refuse|denied"),
    list("buy|purchase|order"),
    list("cost|price|fee|charge|expensive"),
    list("phone|mobile|cellphone|telephone"),
    list("change|update|modify|edit"),
    list("delete|remove|erase"),
    list("arrive|come|deliver"),
    list("fix|repair|solve|resolve"),
    list("begin|start"),
    list("talk|speak|chat"),
    list("pay|payment"),
    list("login|signin"),
    list("bill|invoice"),
    list("close|shut"),
    list("wifi|wireless|wlan|internet"),
    list("leave|depart|departure"),
    list("document|paper|papers|paperwork"),
    list("toilet|restroom|bathroom|washroom|wc|loo"),
    list("parcel|package|packet"),
    list("delivery|shipping|ship|shipment"),
    list("park|parking"),
    list("allow|allowed|permit|permitted|bring"),
    list("include|included|come with|comes"),
    list("forgot|forget|reset|lost|recover|restore"),
    list("store|shop"),
    list("film|movie"),
    list("child|kid|kids|children"),
    list("help|assist|assistance|support"),
    list("elevator|lift"),
    list("luggage|suitcase|bag|bags|baggage"),
    list("discount|coupon|voucher|promo"),
    list("job|position|vacancy"),
    list("flat|apartment"),
    list("damaged|broken|defective|faulty"),
    list("photo|picture|image"),
    list("email|mail"),
    list("cheap|inexpensive|affordable"),
    list("free|complimentary"),
    list("quick|fast"),
    list("doctor|physician"),
    list("taxi|cab"),
    list("bicycle|bike"),
    list("ill|sick"),
    list("near|nearby|closest|nearest"),
    list("house|home"),
    list("hour|hours|opening"),
    list("contact|reach|call"),
  ],
};
