import { list, type Pack } from "../pack.ts";

/** Portuguese. Rests on phrases alone: no labelled Portuguese messages were at hand. */
export const pt: Pack = {
  language: "pt",
  cues: {
    anger:
      list(`furioso|furiosa|irritado|irritada|irritante|chateado|chateada|frustrado|frustrada|frustrante|decepcionado|decepcionada|decepcionante|decepção|indignado
      |indignada|absurdo|um absurdo|inaceitável|vergonha|uma vergonha|vergonhoso|péssimo|péssima|horrível|terrível|ridículo|desastre|odeio|o pior|a pior|cansei|cansado de
      |cansada de|chega|não aguento mais|de saco cheio|farto|farta|palhaçada|descaso|falta de respeito|reclamação|que raiva`),
    insult:
      list(`inútil|inúteis|estúpid*|idiota*|burro|burra|imbecil*|incompetente*|lixo|golpe|golpistas|ladrões|ladrão|mentiroso*|mentira|piada|uma piada|perda de tempo
      |não presta|não serve|não serve pra nada|não serve para nada|cala a boca|palhaços`),
    swear: list(`merda|porra|caralho|foda*|foder|puta|puto|filho da puta|bosta|cacete|desgraça|vai se foder|vsf|pqp`),
    failure:
      list(`não funciona|continua sem|ainda não|não está funcionando|ninguém responde|ninguém me responde|sem resposta|não respondem|não ajuda|não ajudou|quebrado|quebrada
      |não chegou|nunca chegou|não recebi|ninguém me ajuda|não resolve|não resolveram|não consigo falar|trava|travando|deu erro de novo|nada acontece`),
    blame: list(
      `culpa de vocês|vocês prometeram|prometeram|me cobraram|cobraram duas vezes|por que vocês não|que tipo de|você não entende|não me entende|atendimento|devolvam`,
    ),
    again: list(
      `de novo|outra vez|mais uma vez|já disse|já falei|já expliquei|já perguntei|como eu disse|quantas vezes|sempre a mesma|toda vez|terceira vez|quarta vez|segunda vez|várias vezes|mil vezes|a mesma coisa|repetir|última vez`,
    ),
    waiting: list(
      `estou esperando|continuo esperando|esperando há|há semanas|há dias|há horas|há meses|faz semanas|muito tempo|demora|demorando|demorado|até quando|quanto tempo mais|atrasado|atraso|agora mesmo|imediatamente`,
    ),
    leaving: list(
      `vou cancelar|cancelem|nunca mais|concorrente*|concorrência|procon|advogado|processar|esquece|esqueçam|desisto|meu dinheiro de volta|quero meu dinheiro`,
    ),
    sarcasm: list(`obrigado por nada|obrigada por nada|parabéns|que maravilha|ótimo serviço né|muito bonito|fiquem à vontade|que beleza`),
    correction: list(`eu disse|não foi isso|não é isso|não perguntei isso|minha pergunta|está errado|leia|presta atenção`),
    human: list(
      `humano|um humano|uma pessoa|pessoa real|pessoa de verdade|atendente|um atendente|supervisor|gerente|falar com alguém|falar com um|falar com uma|representante|não um robô|telefone`,
    ),
    praise: list(
      `bom|boa|bem|ótimo|ótima|excelente|perfeito|perfeita|feliz|contente|satisfeito|satisfeita|adoro|adorei|maravilhoso|rápido|legal`,
    ),
    thanks: list(`obrigado|obrigada|muito obrigado|muito obrigada|valeu|agradeço`),
    solved: list(`funcionou|já funciona|resolvido|resolveu|deu certo|encontrei|achei|tudo certo|entendi`),
    calm: list(`por favor|poderia|pode me ajudar|como posso|onde posso|gostaria|queria|olá|oi|bom dia|boa tarde|boa noite|desculpe`),
  },
  guards: {
    negation: list("não|nunca|jamais|sem|nem|nada|nenhum|nenhuma|ninguém"),
    "third-person": list("ele|ela|eles|elas|cliente|clientes|usuário|usuários|visitante|amigo|amiga|marido|esposa|chefe|colega|pessoas"),
    topic: list("escala|nível|relatório|palavra|significa|filme|livro|música|jogo|estatística"),
    duration: list("minuto|minutos|hora|horas|dia|dias|semana|semanas|mês|meses|ano|anos"),
    direction: list("desde|até"),
    me: list("eu|me|meu|minha|meus|minhas|mim|nós|nosso"),
    you: list("você|vocês|tu|te|seu|sua|teu|tua"),
    answer: list("sim|não|ok|obrigado|obrigada|certo|claro"),
    asking: list("quem|que|quando|quanto|quanta|quantos|quantas|onde|aonde|como|qual|quais|posso|pode|podem|poderia|há"),
  },
  fillers:
    list(`o|a|os|as|um|uma|uns|umas|de|do|da|dos|das|e|ou|mas|eu|tu|você|ele|ela|nós|me|te|se|meu|minha|seu|sua|é|são|está|estão|estou|sou|ser|estar|foi|tem|tenho
    |há|que|quem|qual|quando|quanto|como|onde|por|pra|para|porque|com|em|no|na|nos|nas|sem|não|já|muito|mais|também|isso|isto|este|esta|posso|pode|quero|olá|oi|obrigado
    |obrigada|favor|sim|aqui|agora|ainda|fazer|de novo`),
  acknowledgements: list(
    "sim|não|ok|certo|obrigado|obrigada|muito obrigado|olá|oi|bom dia|boa tarde|boa noite|tchau|claro|bem|muito bem|perfeito|entendi|exato|beleza|valeu|tá bom",
  ),
  endings: list("ações|ação|ções|ção|mente|ados|adas|ado|ada|idos|ido|ida|ando|endo|indo|ar|er|ir|os|as|es|o|a|e|s"),
  synonyms: [
    list("order|pedido|pedidos|encomenda"),
    list("refund|reembolso|estorno|devolução"),
    list("cancel|cancelar|cancelamento"),
    list("bill|fatura|conta de"),
    list("password|senha"),
    list("account|conta"),
    list("delivery|entrega|envio"),
    list("parcel|pacote"),
    list("address|endereço|morada"),
    list("human|humano|pessoa|atendente"),
    list("cost|custa|preço|custo"),
    list("card|cartão"),
    list("pay|pagar|pagamento"),
    list("close|fechar|fecham|fecha"),
    list("toilet|banheiro"),
    list("wifi|internet"),
    list("park|estacionar|estacionamento"),
    list("document|documentos"),
    list("child|criança|crianças"),
    list("dog|cachorro|cães"),
    list("ticket|ingresso|bilhete"),
    list("store|loja"),
    list("luggage|bagagem|mala"),
    list("forgot|esqueci|redefinir"),
    list("help|ajuda|ajudar"),
  ],
};
