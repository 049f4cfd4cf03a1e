import { type Grammar, lines, words } from "../grammar.ts";

/** Portuguese. Written for this project; no labelled Portuguese messages were at hand. */
export const pt: Grammar = {
  language: "pt",
  words: {
    speak: words(`falar|fala|falo|conversar|conversa|contatar|contactar|comunicar|ligar|contato|contacto`),
    reach: words(
      `passa|passe|passar|passar me|transfere|transfira|transferir|conecta|conecte|conectar|chama|chame|chamar|me liga|ligue|encaminha|encaminhe|encaminhar|encontrar|põe|coloca`,
    ),
    want: words(
      `quero|queria|gostaria|preciso|me dá|dá me|dê me|tem|têm|há|existe|onde está|onde encontro|prefiro|exijo|procuro|solicito|cadê|precisava`,
    ),
    person:
      words(`pessoa|pessoas|humano|humana|ser humano|pessoa real|pessoa de verdade|gente de verdade|atendente|atendentes|agente|operador|operadora|representante|consultor|consultora|funcionário|funcionária|funcionários|gerente|supervisor|supervisora|responsável|colega|chefe|assistente humano|vendedor|técnico
      |atendimento|atendimento ao cliente|apoio ao cliente|suporte|serviço ao cliente|sac|central|equipe|equipa|alguém de verdade|alguém real|alguém da equipe|recepção|recepcionista|escritório|vendas`),
    strong: words(
      `pessoa real|pessoa de verdade|ser humano|humano|humana|atendente|atendente humano|operador|operadora|representante|supervisor|gerente|alguém de verdade|alguém real|agente humano|atendimento humano|funcionário|funcionários|consultor|agente`,
    ),
    some: words(`alguém|outra pessoa|uma pessoa|algum humano`),
    machine: words(
      `robô|robo|máquina|bot|chatbot|computador|gravação|inteligência artificial|ia|assistente virtual|avatar|programa|secretária eletrônica`,
    ),
    law: words(`advogado|advogada|advogados|jurídico`),
    account: words(`conta|assinatura|contrato|plano|serviço|adesão|inscrição|linha|seguro`),
    data: words(`dados|dados pessoais|informações|informações pessoais|histórico|conversas|gravações|registros`),
  },
  polite: words(`por|favor|agora|já|oi|olá|sim|não|um|uma|o|a|com|quero|bom|dia|boa|tarde|obrigado|obrigada|me|aqui`),
  hesitations: words(`ah|eh|hum|ahn|tipo|né`),
  patterns: {
    human: lines(`
      <speak> .. (com|a) .. <person>
      <speak> .. com .. <some>
      (com) .. <person> .. <speak>
      <some> .. com quem .. <speak>
      (tem|há|existe) .. <some> .. (aí|falar|disponível|me atender|ajudar|com quem|conversar)
      <reach> .. (com|para|pra|a|um|uma) .. <person+some>
      (me|) (transfere|transfira|passa|passe|conecta|encaminha) (me|) (para|pra|com|a)
      (pode|podem|poderia|poderiam) .. (transferir|passar|conectar|encaminhar) .. (para|pra|com|a)
      <want> .. <strong>
      (não quero|não|odeio|cansado de|cansada de|em vez de|chega de|parar de) .. (falar|falando|conversar|) .. <machine>
      (podem|pode|poderia|alguém|poderiam|que) .. (me ligar|ligar para mim|me ligue|ligar de volta|retornar a ligação|me retornar|ligar me|me liguem)
      (me liga|me ligue|me liguem|liguem me|ligue me|me retorna|liga para mim)
      (número|telefone) .. (do|da|de|para) .. (atendimento|suporte|sac|contato|central|apoio|escritório|vocês)
      (poderia|pode) .. (um colega|outra pessoa|um humano|uma pessoa|algum colega) .. (ajudar|atender|explicar)
      (ser atendido|ser atendida|me atenda|atendimento) .. (por uma pessoa|por um humano|humano|por alguém|por um atendente|por gente|por pessoas)
      (como|onde) .. (contato|falo|ligo|encontro|entro em contato|contacto) .. <person+some>
      ^ <person> $
      (chama|chame|chamem|chamar|manda|mande|traz|traga|busca) .. (alguém|o gerente|um gerente|um atendente|uma pessoa|um funcionário|o responsável|um colega|o supervisor|o chefe)
      (prefiro|quero|queria|melhor|gosto de) .. (falar|tratar|conversar) com (gente|pessoas|uma pessoa|alguém|um humano)
      (passe|passa|transfira|transfere|ligue) (me|) (ao|à|para o|para a|pro|pra) .. <person+strong>
      (me dá|me dê|dê me|qual|qual é|qual o|tem|têm|preciso do) .. (número|telefone) .. (suporte|atendimento|apoio|sac|central|ligar|cliente|contato|vocês)
      (tem|há|existe) .. (alguma|uma|algum|um|) .. <some+person> .. (aí|ali|lá|aqui|verdade|real|me ajudar|$)
      (pode|poderia|podem) .. (vir|ajudar|atender) .. (alguém|uma pessoa|um funcionário)
      (preciso|quero|queria|gostaria) .. (que|de) .. alguém .. (ligue|me ligue|ajude|venha|atenda|responda|explique|fale|resolva)
      (tem|há|existe) (gente|pessoas|humanos) (de verdade|real|reais|de carne e osso|aí|atrás)
      (tem|teria|existe) como .. falar .. <person+some>
      não quero (um|uma|nenhum) <machine>
      (alguém|uma pessoa) .. (me atender|me ajudar|me ligar|me atenda)
      - (você é|voce é|é|és|tu és|vocês são|será que você é) (um|uma|mesmo|realmente|) .. <person+machine>
      - (estou|estava) (falando|conversando|a falar) .. <person+machine+some>
      - (sou|trabalho como|atuo como|fui) .. <person+strong>
      - (meu|minha|meus|nosso|nossa) <person+strong>
      - (quanto|o que) .. (ganha|faz|significa|custa) .. <person+strong>
      - (já|ontem) (falei|conversei|liguei) .. <person+some>
      - (não quero|não preciso|sem|não precisa) .. <speak> .. <person+some>
      - (agente|agência) de (viagens|seguros|trânsito)
      - (ele|ela) quer .. <speak>
      - (recursos|direitos|corpo) (humanos|humano)
      - (chama|chame|chamar) .. (um táxi|um uber|uma ambulância|a polícia|os bombeiros)
    `),
    unanswered: lines(`
      (desculpe|desculpa|lamento|infelizmente|sinto muito|perdão|peço desculpa) ... (não|sem) .. (entendi|entendo|compreendi|consigo|posso|tenho|sei|encontrei|possível|ajudar|percebi|informações|acesso|pude|conseguimos)
      não (consegui|) (entendi|compreendi|percebi|entender|compreender) .. (pergunta|sua|o que|isso|bem|$|direito)
      não (posso|consigo|podemos|sou capaz de) .. (ajudar|ajudá|responder|fornecer|acessar|processar|informar|fazer isso|te ajudar|lhe ajudar)
      não (tenho|temos|possuo|disponho) .. (informação|informações|acesso|resposta|dados|conhecimento)
      não sei (responder|a resposta|dizer|$)
      (pode|poderia|podes|podia) .. (reformular|repetir|dizer de outra|explicar melhor|perguntar de outra|esclarecer)
      (reformule|repita|tente|reformula) .. (pergunta|novamente|outra forma|outras palavras|mais tarde|por favor)
      (fora do|além do|além das) .. (meu|minhas) .. (alcance|conhecimento|capacidades)
      (entre em contato|contacte|contate) .. (suporte|atendimento|equipe|nossa|apoio)
      ocorreu um erro
      não (sei|saberia) .. (dizer|responder|informar|$)
      (só|apenas) (posso|consigo) .. (responder|ajudar|falar)
      não (tenho|temos) .. resposta
      não (posso|consigo|sei|saberia|poderia) .. (opinar|comentar|aconselhar|te dizer|lhe dizer|dizer nada|me pronunciar|orientar)
      não tenho certeza .. (que|o que|se|do que|de)
      - (se|caso|quando) ... não
    `),
    courtesy: lines(`
      (como|em que) .. (ajudar|ajudá|ser útil)
      (de nada|algo mais|mais alguma coisa|bom dia|até logo|muito obrigado|disponha)
    `),
    urgent: lines(`
      (lábios|rosto|boca) .. (ficando|estão|está|ficaram|ficou) (azu*|rox*)
      (me matar|matar me|suicidar|me suicidar|tirar minha vida|tirar a minha vida|me enforcar|me machucar de propósito|me cortar|cortar os pulsos|me jogar da ponte|me mato|vou me matar|acabar com minha vida|acabar com a minha vida)
      (quero|queria|vontade de|prefiro|preferia) (morrer|estar morto|estar morta|sumir para sempre|não acordar|desaparecer para sempre)
      não (quero|aguento) mais (viver|estar vivo|estar viva|ficar viva)
      (não|sem) .. (vontade|razão|motivo|sentido) .. (viver|de viver|para viver)
      (pensando|penso|pensamentos|ideias|pensei) .. (suicídio|suicidas|em me matar|em morrer|em acabar com tudo)
      (tomei|tomou|engoli) .. (muitos comprimidos|todos os comprimidos|remédios demais|uma overdose|todos os remédios|muitos remédios)
      (uma|tem|teve|tomou|tomei|de) overdose
      (chama|chame|chamem|chamar|liga para|liguem para|preciso de|precisamos de|manda|mandem) .. (ambulância|polícia|bombeiros|samu|112|190|192|socorro médico|emergência|um médico rápido)
      ambulância (rápido|por favor|urgente|já)
      (alguém|homem|mulher|senhor|senhora|criança|bebê|bebé|minha mãe|meu pai|meu marido|minha esposa|minha mulher|meu filho|minha filha|meu amigo|minha amiga|pessoa|ele|ela|avó|avô|colega|cliente) .. (desmaiou|desmaiada|desmaiado|caiu e não se mexe|inconsciente|não respira|não está respirando|não está a respirar|não reage|está morrendo|está a morrer|se afogando|engasgou|engasgado|tendo um infarto|teve um infarto|convulsionando|sangrando muito|desabou|passou mal|a morrer)
      não (consigo|está|estou) .. (respirar|respirando|a respirar)
      (infarto|ataque cardíaco|avc|derrame|parada cardíaca)
      (dor|dores) .. (no peito)
      (sangrando|sangue|sangrar) .. (muito|por todo lado|não para|sem parar)
      (está pegando fogo|a arder|incêndio aqui|tem um incêndio|há um incêndio|pegou fogo|fogo na casa|fogo no prédio|fogo na cozinha)
      (vazamento de gás|cheiro de gás|cheiro a gás|fuga de gás)
      (preso|presa|presos|trancado) .. (elevador|incêndio|fogo)
      (vou|vamos) (te|os|vos|matar|lhe) (matar|esfaquear|dar um tiro|todos|vocês|bater|você)
      (vou|estou indo|chego|apareço) .. com (uma|um|minha) (arma|faca|bomba|pistola|espingarda)
      (tenho|ele tem|estou com) (uma|um) (arma|pistola|bomba|faca na mão)
      sei onde (você|vocês|tu|ele|ela) (mora|moram|trabalha|trabalham|moras|trabalhas)
      (uma|coloquei|há uma|tem uma) bomba
      (estão|está|estao) .. me (seguindo|atacando|ameaçando|batendo|perseguindo|agredindo|espancando)
      (me|fui) (bateu|agrediu|ameaçou|estuprou|estuprada|agredida|agredido|sequestrado|sequestrada|assaltado com arma|atacado|atacada|ameaça|bate)
      (é|tenho|isto é|isso é) uma (emergência|emergência médica)
      (perigo de vida|vida ou morte|corro perigo|em perigo)
      (meu filho|minha filha|meu bebê|criança) .. (desapareceu|sumiu|sequestrado|engasgado|engasgou)
      (ele|ela|alguém|homem|cara|cliente|mulher|moço|ex|namorado|marido|tem) .. (tem|com|está com|puxou|segura|sacou|carrega) .. (uma faca|uma arma|um revólver|uma pistola|uma bomba|um facão)
      (vou|quero|queria|penso em|pensando em) (me|) (matar|enforcar|suicidar|jogar da ponte|jogar do prédio|matar me)
      (caído|caída|deitado|deitada|estirado|jogado|desmaiado|desmaiada) .. (no chão|aqui|na rua|no corredor|não)
      não (está|tá|) (respira|respirando|acorda|reage|se mexe|responde mais|mexe)
      (pular|jogar|atirar) .. (da ponte|do prédio|da janela|do telhado|na frente do trem)
      (estariam|ficariam|seria) .. melhor sem mim
      não .. (motivo|razão|sentido|vontade) .. (viver|de viver|para viver)
      (ladrão|ladrões|alguém) .. (invadindo|invadiu|entrando|arrombando) .. (minha casa|casa|apartamento)
      (homem|pessoa|mulher|cara|sujeito) (armado|armada)
      (filho|filha|bebê|criança|menino|menina) .. (engoliu|engasgou|engasgado|engasgando)
      (alguém|moça|homem|senhora|senhor|mulher|pessoa) .. (desmaiou|desabou)
      - (morrendo|morrer|morto|morri|morro) de (rir|fome|sede|sono|calor|frio|vergonha|medo|vontade|tédio|saudade|saudades)
      - (filme|música|livro|série|jogo|novela|chama) ... (matar|morrer|suicídio|bomba|fogo|emergência|morte)
      - (não é|não tenho|não há) .. (emergência|urgente|perigo)
      - (o que fazer|como|em caso de|sintomas|seguro|curso|contato de|saída de|número da) ... (infarto|incêndio|emergência|ambulância|avc|polícia|bombeiros|dor no peito|overdose)
      - (celular|telemóvel|bateria) .. (morreu|morto|morrendo)
      - (app|aplicativo|tela|site|página|celular|computador|mouse) .. não (responde|reage|se mexe|mexe|acorda)
    `),
    leaving: lines(`
      (mudar|mudamos|trocar|trocamos|vou mudar|mudo) de (fornecedor|operadora|banco|empresa|seguradora|prestador)
      não (vou|vamos|quero) .. renovar .. (assinatura|contrato|plano)
      (cancelar|cancele|cancelem|cancela|encerrar|encerre|encerrem|encerra|fechar|feche|rescindir|terminar|excluir|desativar|apagar) .. (minha|meu|a|o|nossa) .. <account>
      (quero|gostaria|vou|preciso|queria) .. (cancelar minha|cancelar a assinatura|cancelar o contrato|cancelar o plano|cancelar meu|encerrar a conta|encerrar minha)
      (vou|vamos|mudar|mudando|trocar|passar|estou indo) .. (para a concorrência|concorrente|outra empresa|outra operadora|outro fornecedor|outro banco)
      (para|na) a (concorrência)
      (procurando|procuro|vendo|olhando|comparando|à procura de) .. (outra empresa|outro fornecedor|outros fornecedores|alternativas|outra operadora|outras opções)
      (nunca mais|não volto|jamais) .. (compro|comprar|com vocês|volto|uso|a comprar|convosco|usar)
      (perderam|perdendo|perder|perdeu) .. (cliente)
      (última vez) que .. (compro|uso|venho|peço)
      não (quero|desejo) (mais|) .. (ser cliente|renovar|continuar com vocês|a assinatura|esse serviço)
      - (não quero|sem|por que|porque|quanto|taxa de|multa) .. (cancelar|cancelamento|encerrar)
      - (cancelar|excluir|apagar|fechar) (meu|minha|o|a|um|uma|este) (pedido|consulta|reserva|alarme|voo|compra|pagamento|transferência|cartão|mensagem|janela|porta|encomenda)
    `),
    legal: lines(`
      (meu|minha|meus|com meu|um|nosso|ao meu|o) <law>
      (vou|vamos|posso|quero|pretendo) .. (processar|processá|entrar na justiça|acionar a justiça|abrir um processo|denunciar|ao procon|acionar o procon|tomar medidas legais|a tribunal)
      (processar|processarei|processo contra) (vocês|a empresa|esta empresa|essa empresa)
      (medidas|ações|providências) (legais|judiciais|cabíveis)
      (nos vemos|vemo nos) .. (tribunal|justiça|juízo)
      (procon|defesa do consumidor|deco|livro de reclamações|reclame aqui|pequenas causas|autoridade de proteção de dados)
      (isso|isto|é|o que fazem) .. (ilegal|crime|contra a lei|quebra de contrato)
      (indenização|indemnização|danos morais)
      - (procuro|preciso de|recomenda|recomendar|quanto cobra|conhece) .. <law> .. (para|em|de|que|$)
      - (sou|é|como|ele é) .. <law>
      - (é) (legal|ilegal) .. (em|se|dirigir|vender)
    `),
    data_request: lines(`
      (apagar|apaguem|apague|apaga|excluir|excluam|exclua|eliminar|eliminem|deletar|deletem|delete|remover) .. (meus|todos os meus|todas as minhas|minhas|os meus) .. <data>
      (meus|todos os meus) dados .. (apagados|excluídos|eliminados|removidos|apagar|excluir)
      (quais|que|o que) .. <data> .. (têm|tem|guardam|armazenam|coletam|possuem|vocês) .. (sobre mim|de mim|meus|a meu respeito)
      (o que|que) .. (sabem|guardam|têm) .. (sobre mim|de mim|a meu respeito)
      (cópia|acesso|exportar|baixar|acessar|ver|descarregar) .. (dos|de|aos|) .. (meus|minhas|todos os meus) .. <data>
      (lgpd|rgpd|gdpr|direito ao esquecimento|direito de acesso|proteção de dados)
      (retiro|revogo|retirar|revogar) .. consentimento
      (não quero|não autorizo|parem de) .. (guardem|usem|vendam|compartilhem|partilhem|usar|vender|guardar|compartilhar) .. (meus|minhas) .. <data>
      - dados (móveis|de entrega|bancários)
      - (pacote|plano|alterar|atualizar|mudar|corrigir) .. (de|meus|) .. <data>
    `),
  },
};
