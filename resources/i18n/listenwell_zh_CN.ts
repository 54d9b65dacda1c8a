<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AddDevice</name>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>Looking for it …</source>
        <translation>正在找……</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Type it in</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>正在连接……</translation>
    </message>
    <message>
        <source>Type the reading in</source>
        <translation>手动输入读数</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>AddedCard</name>
    <message>
        <source>Done</source>
        <translation>好了</translation>
    </message>
</context>
<context>
    <name>AlertBanner</name>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 个</translation>
    </message>
    <message>
        <source>Call %1</source>
        <translation>打 %1</translation>
    </message>
    <message>
        <source>Read to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>我知道了</translation>
    </message>
</context>
<context>
    <name>AnswerCard</name>
    <message>
        <source>fixed safety rules</source>
        <translation>固定的安全规则</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>the network model</source>
        <translation>网络模型</translation>
    </message>
    <message>
        <source>quotations from the library</source>
        <translation>资料库原文</translation>
    </message>
    <message>
        <source>Answered by %1 (%2)</source>
        <translation>由%1回答（%2）</translation>
    </message>
    <message>
        <source>Answered by %1</source>
        <translation>由%1回答</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>正在想</translation>
    </message>
    <message>
        <source>Your records</source>
        <translation>您的记录</translation>
    </message>
    <message>
        <source>Hear again</source>
        <translation>再听</translation>
    </message>
    <message>
        <source>For reference only; it does not replace a doctor</source>
        <translation>仅供参考，不能代替医生诊断</translation>
    </message>
</context>
<context>
    <name>ArticleScreen</name>
    <message>
        <source>%1 · reviewed %2</source>
        <translation>%1 · %2审阅</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Read it to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>The same article in English</source>
        <translation>这篇的英文版</translation>
    </message>
    <message>
        <source>The same article in Chinese</source>
        <translation>这篇的中文版</translation>
    </message>
    <message>
        <source>Opening the article …</source>
        <translation>正在打开……</translation>
    </message>
    <message>
        <source>No article is open; choose one in the library.</source>
        <translation>还没打开文章，请在资料库里选一篇。</translation>
    </message>
    <message>
        <source>To the library</source>
        <translation>去资料库</translation>
    </message>
    <message>
        <source>This article is in Chinese.</source>
        <translation>这篇是中文的。</translation>
    </message>
    <message>
        <source>This article is in English.</source>
        <translation>这篇是英文的。</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page (%1 of %2)</source>
        <translation>下一页（第%1页，共%2页）</translation>
    </message>
    <message>
        <source>What this rests on</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Licence: %1</source>
        <translation>授权：%1</translation>
    </message>
    <message>
        <source>Read on</source>
        <translation>接着看</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>You: %1</source>
        <translation>您：%1</translation>
    </message>
</context>
<context>
    <name>CameraView</name>
    <message>
        <source>Lay the report flat and hold the camera over it</source>
        <translation>把报告放平，相机对准它</translation>
    </message>
    <message>
        <source>Too dark: more light, please</source>
        <translation>太暗了，请开灯</translation>
    </message>
    <message>
        <source>Show the whole page on a darker table</source>
        <translation>请把整张纸都拍进来，放在深色桌面上</translation>
    </message>
    <message>
        <source>The light shines back: tilt the page a little</source>
        <translation>反光了，把纸斜一点</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>再近一点</translation>
    </message>
    <message>
        <source>A corner is cut off: move back a little</source>
        <translation>有一角没拍进来，往后一点</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>请拿稳</translation>
    </message>
    <message>
        <source>Good. Hold still, the photo is taken</source>
        <translation>很好，别动，正在拍</translation>
    </message>
    <message>
        <source>What the camera sees</source>
        <translation>摄像头看到的画面</translation>
    </message>
    <message>
        <source>Pages taken: %1. Take the next one, or read them.</source>
        <translation>已拍 %1 页。接着拍下一页，或者开始读。</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>开始读</translation>
    </message>
    <message>
        <source>Take the photo</source>
        <translation>拍下来</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Choose a photo from your files.</source>
        <translation>请从文件里选一张照片。</translation>
    </message>
    <message>
        <source>The camera cannot be used (%1).</source>
        <translation>摄像头用不了（%1）。</translation>
    </message>
    <message>
        <source>The photo was not taken (%1).</source>
        <translation>没有拍成（%1）。</translation>
    </message>
</context>
<context>
    <name>ChoosePage</name>
    <message>
        <source>What would you like to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Your number today is %1.</source>
        <translation>您今天的号码是 %1。</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Blood pressure, oxygen, temperature, weight</source>
        <translation>血压、血氧、体温、体重</translation>
    </message>
    <message>
        <source>Ask a question</source>
        <translation>问一个问题</translation>
    </message>
    <message>
        <source>Speak or type; the answer is read to you</source>
        <translation>说话或打字都行，回答会读给您听</translation>
    </message>
    <message>
        <source>Photograph a report</source>
        <translation>拍化验单</translation>
    </message>
    <message>
        <source>A laboratory report, explained</source>
        <translation>把化验单讲给您听</translation>
    </message>
    <message>
        <source>There is no camera here</source>
        <translation>这里没有摄像头</translation>
    </message>
    <message>
        <source>I am done</source>
        <translation>我用完了</translation>
    </message>
</context>
<context>
    <name>CitationChip</name>
    <message>
        <source>Source %1: %2</source>
        <translation>来源 %1：%2</translation>
    </message>
</context>
<context>
    <name>CloudScreen</name>
    <message>
        <source>%1 is under 14: a guardian has to agree before a question may leave this machine.</source>
        <translation>%1 不满 14 岁：要监护人先同意，问题才能离开这台机器。</translation>
    </message>
    <message>
        <source>Yes, I am the guardian and agree</source>
        <translation>是的，我是监护人，我同意</translation>
    </message>
    <message>
        <source>Agree as guardian</source>
        <translation>以监护人身份同意</translation>
    </message>
    <message>
        <source>Most questions a day, each person</source>
        <translation>每人每天最多问几次</translation>
    </message>
    <message>
        <source>Most money a month, the whole household</source>
        <translation>全家每月最多花多少钱</translation>
    </message>
    <message>
        <source>Keep these limits</source>
        <translation>保存这两个上限</translation>
    </message>
    <message>
        <source>The cloud</source>
        <translation>云端</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>正在问……</translation>
    </message>
    <message>
        <source>A harder question may be offered to a larger model. You see what would leave, each time, before it does.</source>
        <translation>比较难的问题可以问更大的模型。每次发送之前，你都会看到要发的内容。</translation>
    </message>
    <message>
        <source>The cloud is off. Everything works without it; nothing leaves this machine.</source>
        <translation>云端已关闭。没有它一切照常，什么都不会离开这台机器。</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Run by %1; it stands in: %2.</source>
        <translation>由%1运营，服务器在：%2。</translation>
    </message>
    <message>
        <source>It takes text and pictures.</source>
        <translation>能看文字和图片。</translation>
    </message>
    <message>
        <source>It takes text only.</source>
        <translation>只能看文字。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Key (kept in the system&apos;s keyring, never in a file)</source>
        <translation>密钥（存在系统钥匙串里，不写进文件）</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>就用这个</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>Switch off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What left</source>
        <translation>发出过什么</translation>
    </message>
</context>
<context>
    <name>CloudSheet</name>
    <message>
        <source>Ask a larger model over the network?</source>
        <translation>要不要请网络上的大模型帮忙？</translation>
    </message>
    <message>
        <source>It would go to %1.</source>
        <translation>会发到 %1。</translation>
    </message>
    <message>
        <source>The question, as it would leave:</source>
        <translation>问题会这样离开这台机器：</translation>
    </message>
    <message>
        <source>Say it in other words</source>
        <translation>换个说法</translation>
    </message>
    <message>
        <source>Take these words</source>
        <translation>用这个说法</translation>
    </message>
    <message>
        <source>With it would go what is ticked:</source>
        <translation>打勾的内容会一起发送：</translation>
    </message>
    <message>
        <source>Add a picture of the result rows</source>
        <translation>加上结果行的截图</translation>
    </message>
    <message>
        <source>Personal details that were replaced:</source>
        <translation>已经替换掉的个人信息：</translation>
    </message>
    <message>
        <source>Hide the exact letters</source>
        <translation>收起原文</translation>
    </message>
    <message>
        <source>Show the exact letters, %1 bytes</source>
        <translation>看一字不差的原文，%1 字节</translation>
    </message>
    <message>
        <source>Send, and don&apos;t ask again for the like</source>
        <translation>发送，以后同类的不再问</translation>
    </message>
    <message>
        <source>Never offer this to me</source>
        <translation>以后不要再问我</translation>
    </message>
    <message>
        <source>Send this</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Keep it here</source>
        <translation>不发送</translation>
    </message>
    <message>
        <source>Read to me</source>
        <translation>读给我听</translation>
    </message>
</context>
<context>
    <name>CoachResult</name>
    <message>
        <source>Done</source>
        <translation>好了</translation>
    </message>
</context>
<context>
    <name>CoachScreen</name>
    <message>
        <source>Measure blood pressure</source>
        <translation>量血压</translation>
    </message>
    <message>
        <source>Voice on</source>
        <translation>声音开</translation>
    </message>
    <message>
        <source>Voice off</source>
        <translation>声音关</translation>
    </message>
    <message>
        <source>I sit like this, start the rest</source>
        <translation>坐好了，开始休息</translation>
    </message>
    <message>
        <source>I have rested already</source>
        <translation>我已经休息过了</translation>
    </message>
    <message>
        <source>Skip the rest?</source>
        <translation>不休息了？</translation>
    </message>
    <message>
        <source>Skip it</source>
        <translation>不休息</translation>
    </message>
    <message>
        <source>Go on resting</source>
        <translation>继续休息</translation>
    </message>
    <message>
        <source>Give the seven days up?</source>
        <translation>不量七天了？</translation>
    </message>
    <message>
        <source>Your readings stay. A new week begins from the start.</source>
        <translation>读数都留着。再开始就是新的七天。</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>不量了</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续量</translation>
    </message>
</context>
<context>
    <name>CoachStage</name>
    <message>
        <source>Reading %1 of %2</source>
        <translation>第%1次，共%2次</translation>
    </message>
    <message>
        <source>Skip the rest</source>
        <translation>不休息了</translation>
    </message>
    <message>
        <source>It shows an error</source>
        <translation>血压计报错</translation>
    </message>
    <message>
        <source>Type it in</source>
        <translation>手动输入</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>到此为止</translation>
    </message>
</context>
<context>
    <name>ColumnChoice</name>
    <message>
        <source>not chosen</source>
        <translation>还没有选</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选择</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>%1 came twice with different values. Which is right?</source>
        <translation>%1 来了两次，数不一样。哪个对？</translation>
    </message>
    <message>
        <source>%1, as it came first</source>
        <translation>%1，先来的</translation>
    </message>
    <message>
        <source>%1, as it came later</source>
        <translation>%1，后来的</translation>
    </message>
    <message>
        <source>Until you choose, the first one counts. Both are kept.</source>
        <translation>您选之前按先来的算，两个都留着。</translation>
    </message>
</context>
<context>
    <name>ConsentPad</name>
    <message>
        <source>The device did not accept that user and code. Look at its display and try again.</source>
        <translation>设备不认这个用户号和代码。看看它的屏幕，再试一次。</translation>
    </message>
    <message>
        <source>New user</source>
        <translation>新用户</translation>
    </message>
    <message>
        <source>User number</source>
        <translation>用户号</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Use this user</source>
        <translation>用这个用户</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Before you begin</source>
        <translation>开始前请您知道</translation>
    </message>
    <message>
        <source>You can measure, ask questions and photograph a report.</source>
        <translation>您可以在这里测量、提问、给化验单拍照。</translation>
    </message>
    <message>
        <source>When you finish, or after a minute without a touch, everything is erased. This machine keeps nothing of yours.</source>
        <translation>您用完，或者一分钟没有人碰，就全部清除。这台机器不留您的任何信息。</translation>
    </message>
    <message>
        <source>The staff see your readings only if you hand them over. They are told at once, without a name, if a reading is dangerous.</source>
        <translation>您交给工作人员，他们才看得到读数。读数有危险时会马上通知他们，不带姓名。</translation>
    </message>
    <message>
        <source>Nothing is sent over the internet.</source>
        <translation>不会向网上发送任何内容。</translation>
    </message>
    <message>
        <source>What you read here does not replace a doctor.</source>
        <translation>这里看到的内容不能代替医生。</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>同意，开始</translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation>不同意</translation>
    </message>
</context>
<context>
    <name>ConversationScreen</name>
    <message>
        <source>What would you like to know?</source>
        <translation>您想问什么？</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
</context>
<context>
    <name>Countdown</name>
    <message>
        <source>%1 left</source>
        <translation>还剩 %1</translation>
    </message>
</context>
<context>
    <name>DangerPanel</name>
    <message>
        <source>Act now</source>
        <translation>请马上行动</translation>
    </message>
    <message>
        <source>Please take care of this</source>
        <translation>请留意</translation>
    </message>
    <message>
        <source>Read to me</source>
        <translation>读给我听</translation>
    </message>
</context>
<context>
    <name>DataScreen</name>
    <message>
        <source>Reading the file …</source>
        <translation>正在读文件……</translation>
    </message>
    <message>
        <source>Keeping the readings …</source>
        <translation>正在存读数……</translation>
    </message>
    <message>
        <source>Taking the import back …</source>
        <translation>正在撤回导入……</translation>
    </message>
    <message>
        <source>Writing the file …</source>
        <translation>正在写文件……</translation>
    </message>
    <message>
        <source>Making the backup and proving it …</source>
        <translation>正在做备份，并试着恢复一遍……</translation>
    </message>
    <message>
        <source>Proving the backup …</source>
        <translation>正在检查备份……</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>Files and backup</source>
        <translation>文件和备份</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Choose the file to import</source>
        <translation>选择要导入的文件</translation>
    </message>
    <message>
        <source>Where shall the readings go?</source>
        <translation>读数存到哪里？</translation>
    </message>
    <message>
        <source>Where shall the backup go?</source>
        <translation>备份存到哪里？</translation>
    </message>
    <message>
        <source>Choose the backup</source>
        <translation>选择备份文件</translation>
    </message>
    <message>
        <source>Bring readings in</source>
        <translation>导入读数</translation>
    </message>
    <message>
        <source>From a table (CSV, Excel) or another program: OMRON connect, Apple Health, openScale, UBPM, xDrip+, Nightscout. You see everything before it is kept.</source>
        <translation>可以用表格（CSV、Excel），或者别的软件导出的文件：欧姆龙 OMRON connect、苹果“健康”、openScale、UBPM、xDrip+、Nightscout。先给您看一遍，再存。</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Take readings out</source>
        <translation>导出读数</translation>
    </message>
    <message>
        <source>The file is not encrypted: whoever has it can read it.</source>
        <translation>导出的文件没有加密，谁拿到都能看。</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格（CSV）</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel 表格</translation>
    </message>
    <message>
        <source>For a clinic (FHIR)</source>
        <translation>给医院（FHIR）</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>All records of the household, encrypted. A recovery code opens it; it is shown once, so have pen and paper at hand.</source>
        <translation>全家的记录，加了密。要用恢复码才能打开；恢复码只显示一次，请准备好纸和笔。</translation>
    </message>
    <message>
        <source>Make a backup</source>
        <translation>做一份备份</translation>
    </message>
    <message>
        <source>Recovery code or passphrase of a backup</source>
        <translation>备份的恢复码或口令</translation>
    </message>
    <message>
        <source>Check a backup</source>
        <translation>检查备份</translation>
    </message>
    <message>
        <source>What is in which column?</source>
        <translation>每一列是什么？</translation>
    </message>
    <message>
        <source>Choose a meaning for each column that counts; leave the rest.</source>
        <translation>有用的列请选一个意思，没用的不用管。</translation>
    </message>
    <message>
        <source>In dates like 03/04/2026 comes first</source>
        <translation>像 03/04/2026 这样的日期，前面的是</translation>
    </message>
    <message>
        <source>Look for yourself</source>
        <translation>自动判断</translation>
    </message>
    <message>
        <source>the day</source>
        <translation>日</translation>
    </message>
    <message>
        <source>the month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再看一遍</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不用了</translation>
    </message>
    <message>
        <source>The first readings:</source>
        <translation>前几次读数：</translation>
    </message>
    <message>
        <source>Keep these readings</source>
        <translation>存下这些读数</translation>
    </message>
    <message>
        <source>Change the columns</source>
        <translation>改一改各列</translation>
    </message>
    <message>
        <source>Write this down and keep it away from the computer</source>
        <translation>请抄下来，和电脑分开放</translation>
    </message>
    <message>
        <source>Without it nobody can open the backup, not even we. It is not shown again.</source>
        <translation>没有它，谁也打不开备份，我们也不能。以后不再显示。</translation>
    </message>
    <message>
        <source>I have written it down</source>
        <translation>我抄好了</translation>
    </message>
    <message>
        <source>Proving the backup and laying it ready …</source>
        <translation>正在核对备份，准备换上……</translation>
    </message>
    <message>
        <source>Put a backup back</source>
        <translation>换上备份</translation>
    </message>
    <message>
        <source>Keep the records of now</source>
        <translation>还用现在的记录</translation>
    </message>
    <message>
        <source>A backup takes the place of these records when Listenwell is opened next.</source>
        <translation>下次打开康聆时，会换上备份里的记录。</translation>
    </message>
    <message>
        <source>A backup that is put back takes the place of all records, also on a new computer. What is here now is kept.</source>
        <translation>换上备份后，所有记录都用备份里的，换了新电脑也一样。现在的记录会另外留着。</translation>
    </message>
    <message>
        <source>The code of your visit</source>
        <translation>您那次的码</translation>
    </message>
    <message>
        <source>Type the eight characters that stood beside the code on the screen of the station.</source>
        <translation>请输入小站屏幕上码旁边的八个字符。</translation>
    </message>
</context>
<context>
    <name>DevicePage</name>
    <message>
        <source>This device no longer knows this machine.</source>
        <translation>这台设备不认识这台机器了。</translation>
    </message>
    <message>
        <source>Forget and pair again</source>
        <translation>忘掉，重新配对</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>上次收到</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>电量</translation>
    </message>
    <message>
        <source>Its clock</source>
        <translation>它的钟</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>virtual device for practice</source>
        <translation>练习用的虚拟设备</translation>
    </message>
    <message>
        <source>Whose readings</source>
        <translation>谁的读数</translation>
    </message>
    <message>
        <source>Measure with guidance</source>
        <translation>跟着量血压</translation>
    </message>
    <message>
        <source>Fetch readings now</source>
        <translation>现在取读数</translation>
    </message>
    <message>
        <source>All devices</source>
        <translation>所有设备</translation>
    </message>
    <message>
        <source>Forget this device</source>
        <translation>忘掉这台设备</translation>
    </message>
</context>
<context>
    <name>DeviceRow</name>
    <message>
        <source>battery %1 %</source>
        <translation>电量 %1%</translation>
    </message>
    <message>
        <source>virtual device for practice</source>
        <translation>练习用的虚拟设备</translation>
    </message>
</context>
<context>
    <name>DevicesScreen</name>
    <message>
        <source>My devices</source>
        <translation>我的设备</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Step %1 of 3</source>
        <translation>第%1步，共3步</translation>
    </message>
    <message>
        <source>%1 is being forgotten. Its readings stay.</source>
        <translation>正在忘掉%1，读数都留着。</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>看看</translation>
    </message>
    <message>
        <source>No device yet. Add your blood pressure monitor and its readings come by themselves.</source>
        <translation>还没有设备。添加血压计，量完数据自己就过来。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>留着</translation>
    </message>
</context>
<context>
    <name>EndedPage</name>
    <message>
        <source>Everything of this visit has been erased.</source>
        <translation>这次的内容已经全部清除。</translation>
    </message>
    <message>
        <source>Thank you</source>
        <translation>谢谢您</translation>
    </message>
</context>
<context>
    <name>EntrySheet</name>
    <message>
        <source>Type a reading in</source>
        <translation>手动输入读数</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存下来</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不存</translation>
    </message>
    <message>
        <source>Say the numbers…</source>
        <translation>请说数字……</translation>
    </message>
    <message>
        <source>Say yes or no…</source>
        <translation>请说“是”或“不”……</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>说出来</translation>
    </message>
</context>
<context>
    <name>ErrorState</name>
    <message>
        <source>Something went wrong; it has been written to the log. Please try again.</source>
        <translation>出了点问题，已经记下。请再试一次。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
</context>
<context>
    <name>Evidence</name>
    <message>
        <source>%1 on the paper</source>
        <translation>报告上的 %1</translation>
    </message>
</context>
<context>
    <name>Frame</name>
    <message>
        <source>Listenwell</source>
        <translation>康聆</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Listenwell: components</source>
        <translation>康聆：组件</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>组件</translation>
    </message>
    <message>
        <source>Each with its states; choose a look to see them in it</source>
        <translation>每个组件和它的各种状态；选一种样子来看</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Ink on its ground: text and its quiet form, the accent, and what is well, doubtful, dangerous or a source.</source>
        <translation>颜色和底色：文字、淡一点的文字、重点，以及正常、要留意、危险和出处。</translation>
    </message>
    <message>
        <source>Text in the sizes of the scale; it is read by screen readers as it stands.</source>
        <translation>各种大小的文字；读屏软件照着念。</translation>
    </message>
    <message>
        <source>A verb with an icon. One primary button a screen; danger only for what cannot be undone or is urgent.</source>
        <translation>图标加动词。每页一个主要按钮；红色只用在不能撤销或紧急的事情上。</translation>
    </message>
    <message>
        <source>not now</source>
        <translation>现在不行</translation>
    </message>
    <message>
        <source>A verdict told by icon, word and colour alike.</source>
        <translation>用图标、文字和颜色一起说明。</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>High</source>
        <translation>偏高</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>没有判断</translation>
    </message>
    <message>
        <source>The latest reading of a kind: well, out of range, not judged.</source>
        <translation>一种读数的最新一次：正常、超出范围、没有判断。</translation>
    </message>
    <message>
        <source>Blood pressure</source>
        <translation>血压</translation>
    </message>
    <message>
        <source>One of a few; the chosen one is filled.</source>
        <translation>几个里选一个，选中的填满颜色。</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>一周</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>一个月</translation>
    </message>
    <message>
        <source>The microphone: at rest, listening, thinking, speaking, not understood, not there.</source>
        <translation>话筒：空闲、在听、在想、在说、没听清、没有话筒。</translation>
    </message>
    <message>
        <source>How loud it is, and how far something has come.</source>
        <translation>声音有多大，事情做到哪里。</translation>
    </message>
    <message>
        <source>A sentence that stays: what is amiss, or what went well.</source>
        <translation>留在屏幕上的一句话：哪里不对，或者哪里顺利。</translation>
    </message>
    <message>
        <source>The microphone is off.</source>
        <translation>话筒没打开。</translation>
    </message>
    <message>
        <source>The reading was kept.</source>
        <translation>读数存好了。</translation>
    </message>
    <message>
        <source>Nothing here yet, or something did not work: one sentence, one way on.</source>
        <translation>这里还没有内容，或者出了问题：一句话，一个办法。</translation>
    </message>
    <message>
        <source>No readings yet. Measure once and it shows up here.</source>
        <translation>还没有记录，先量一次吧。</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Something to type, to tick, to ask, to open.</source>
        <translation>可以输入、勾选、提问、打开的。</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>您的姓名</translation>
    </message>
    <message>
        <source>High blood pressure</source>
        <translation>高血压</translation>
    </message>
    <message>
        <source>How is my blood pressure today?</source>
        <translation>今天的血压怎么样？</translation>
    </message>
    <message>
        <source>Measuring blood pressure at home</source>
        <translation>在家量血压</translation>
    </message>
    <message>
        <source>Sit, rest, measure morning and evening.</source>
        <translation>坐好，休息，早晚各量。</translation>
    </message>
    <message>
        <source>Lucide, always beside a word.</source>
        <translation>Lucide 图标，总在文字旁边。</translation>
    </message>
</context>
<context>
    <name>GlucoseProfile</name>
    <message>
        <source>Two weeks of your glucose sensor</source>
        <translation>动态血糖：最近两周</translation>
    </message>
    <message>
        <source>One day from midnight to midnight. Line: the middle value. Dark band: half of the values. Light band: nine of ten. Dashed: your range, in mmol/L.</source>
        <translation>把两周叠成一天，从零点到零点。线：中间值。深色：一半的值。浅色：十分之九的值。虚线：您的目标范围，单位 mmol/L。</translation>
    </message>
    <message>
        <source>%1 (target %2)</source>
        <translation>%1（目标 %2）</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>依据：%1</translation>
    </message>
</context>
<context>
    <name>GuessCards</name>
    <message>
        <source>Which of these did you say?</source>
        <translation>您说的是哪一个？</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>都不是</translation>
    </message>
</context>
<context>
    <name>HandedCard</name>
    <message>
        <source>Number %1</source>
        <translation>%1 号</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已收下</translation>
    </message>
    <message>
        <source>unverified</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>收下</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>不要</translation>
    </message>
</context>
<context>
    <name>HelpButton</name>
    <message>
        <source>Help</source>
        <translation>求助</translation>
    </message>
</context>
<context>
    <name>HelpScreen</name>
    <message>
        <source>How it works</source>
        <translation>怎么用</translation>
    </message>
    <message>
        <source>What would you like to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>说一说</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>You asked: %1</source>
        <translation>您问的是：%1</translation>
    </message>
    <message>
        <source>The manual says nothing about that. Try other words, or look through everything.</source>
        <translation>说明里没有写到。换个说法，或者把全部看一遍。</translation>
    </message>
    <message>
        <source>Read it to me</source>
        <translation>读给我听</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <source>Help</source>
        <translation>求助</translation>
    </message>
    <message>
        <source>In an emergency call an ambulance now: 120 in mainland China, 999 in the United Kingdom, 112 in the European Union, 911 in North America.</source>
        <translation>遇到危险请马上打急救电话：中国内地 120，英国 999，欧盟 112，北美 911。</translation>
    </message>
    <message>
        <source>Not sure how bad it is? Tell Listenwell what you feel; dangerous signs are recognised without any network.</source>
        <translation>拿不准要不要紧？把感觉告诉康聆，不用网络也能认出危险信号。</translation>
    </message>
    <message>
        <source>Say what is wrong</source>
        <translation>说说哪里不舒服</translation>
    </message>
    <message>
        <source>How Listenwell works</source>
        <translation>康聆怎么用</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关上</translation>
    </message>
</context>
<context>
    <name>HitCard</name>
    <message>
        <source>reviewed %1</source>
        <translation>%1审阅</translation>
    </message>
</context>
<context>
    <name>HomeAverageCard</name>
    <message>
        <source>Your home average</source>
        <translation>家庭血压平均值</translation>
    </message>
    <message>
        <source>Not enough readings yet</source>
        <translation>读数还不够</translation>
    </message>
    <message>
        <source>At or above the target</source>
        <translation>达到或高于目标</translation>
    </message>
    <message>
        <source>Below the target</source>
        <translation>低于目标</translation>
    </message>
    <message>
        <source>%1 of %2 readings</source>
        <translation>%1/%2 次读数</translation>
    </message>
    <message>
        <source>%1 of %2 days</source>
        <translation>%1/%2 天</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>How it was worked out</source>
        <translation>怎么算出来的</translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message>
        <source>Good morning</source>
        <translation>早上好</translation>
    </message>
    <message>
        <source>Good morning, %1</source>
        <translation>早上好，%1</translation>
    </message>
    <message>
        <source>Good afternoon</source>
        <translation>下午好</translation>
    </message>
    <message>
        <source>Good afternoon, %1</source>
        <translation>下午好，%1</translation>
    </message>
    <message>
        <source>Good evening</source>
        <translation>晚上好</translation>
    </message>
    <message>
        <source>Good evening, %1</source>
        <translation>晚上好，%1</translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <translation>M月d日 dddd</translation>
    </message>
    <message>
        <source>No readings yet. Measure once and it shows up here.</source>
        <translation>还没有记录，先量一次吧。</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Practice device</source>
        <translation>练习用的虚拟设备</translation>
    </message>
    <message>
        <source>Any question? Tap and say it</source>
        <translation>想问什么，点右边，说出来</translation>
    </message>
    <message>
        <source>Not %1?</source>
        <translation>不是%1？</translation>
    </message>
    <message>
        <source>Reminders now: %1</source>
        <translation>现在有 %1 条提醒</translation>
    </message>
</context>
<context>
    <name>House</name>
    <message>
        <source>&quot;%1&quot; is in the library.</source>
        <translation>“%1”已经收进资料库。</translation>
    </message>
    <message>
        <source>The profile of %1 is closed.</source>
        <translation>%1的档案关上了。</translation>
    </message>
</context>
<context>
    <name>IdleVeil</name>
    <message>
        <source>Are you still there?</source>
        <translation>您还在吗？</translation>
    </message>
    <message>
        <source>Otherwise everything is erased in %1 seconds.</source>
        <translation>没有人的话，%1 秒后全部清除。</translation>
    </message>
    <message>
        <source>I am still here</source>
        <translation>我还在</translation>
    </message>
    <message>
        <source>Erase now</source>
        <translation>现在清除</translation>
    </message>
</context>
<context>
    <name>LaboratoryResults</name>
    <message>
        <source>Every result</source>
        <translation>每一次结果</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a day and the result of it</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>LanguageSetting</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>LibraryReviewScreen</name>
    <message>
        <source>Add and review</source>
        <translation>添加和审阅</translation>
    </message>
    <message>
        <source>Nothing is cited before you have let it in</source>
        <translation>您收下之前，不会被引用</translation>
    </message>
    <message>
        <source>Choose documents</source>
        <translation>选择资料</translation>
    </message>
    <message>
        <source>Documents (%1)</source>
        <translation>资料（%1）</translation>
    </message>
    <message>
        <source>Choose a pack of articles</source>
        <translation>选择资料包</translation>
    </message>
    <message>
        <source>Addresses on the web</source>
        <translation>网址</translation>
    </message>
    <message>
        <source>One address a line, each beginning with https://. Only the addresses leave this machine.</source>
        <translation>一行一个网址，以https://开头。只有网址会离开这台机器。</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>去取</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>To the library</source>
        <translation>去资料库</translation>
    </message>
    <message>
        <source>Putting the library in order …</source>
        <translation>正在整理资料库……</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>正在看……</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is gone.</source>
        <translation>“%1”已经删掉。</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>找回来</translation>
    </message>
    <message>
        <source>Reading %1 of %2 …</source>
        <translation>正在读第%1份，共%2份……</translation>
    </message>
    <message>
        <source>PDF, Word (docx), EPUB, web page, TXT or Markdown. You can also drop files or folders here.</source>
        <translation>PDF、Word（docx）、EPUB、网页、TXT、Markdown都行，也可以把文件或文件夹拖到这里。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>%1 more could not be taken in.</source>
        <translation>还有%1份没有收进来。</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>等您看的</translation>
    </message>
    <message>
        <source>Nothing waits.</source>
        <translation>没有要看的。</translation>
    </message>
    <message>
        <source>Look at it</source>
        <translation>看一看</translation>
    </message>
    <message>
        <source>Your own articles</source>
        <translation>自己添的文章</translation>
    </message>
    <message>
        <source>You have let in none yet.</source>
        <translation>还没有添过。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Packs of articles</source>
        <translation>资料包</translation>
    </message>
    <message>
        <source>No pack is installed.</source>
        <translation>没有装资料包。</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>第%1版</translation>
    </message>
    <message>
        <source>Back to version %1</source>
        <translation>退回第%1版</translation>
    </message>
    <message>
        <source>Install a pack</source>
        <translation>安装资料包</translation>
    </message>
</context>
<context>
    <name>LibraryScreen</name>
    <message>
        <source>Library</source>
        <translation>资料库</translation>
    </message>
    <message>
        <source>%1 articles, each one reviewed</source>
        <translation>%1篇文章，都审阅过</translation>
    </message>
    <message>
        <source>Add and review</source>
        <translation>添加和审阅</translation>
    </message>
    <message>
        <source>What do you want to know?</source>
        <translation>您想知道什么？</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>All articles</source>
        <translation>全部文章</translation>
    </message>
    <message>
        <source>Finding by meaning is being prepared: %1 of %2 passages. Finding by words works already.</source>
        <translation>正在准备按意思查找：%2段里好了%1段。按词语查找已经可以用。</translation>
    </message>
    <message>
        <source>Opening the library …</source>
        <translation>正在打开资料库……</translation>
    </message>
    <message>
        <source>Searching …</source>
        <translation>正在查找……</translation>
    </message>
    <message>
        <source>The library has nothing on this. Ask your doctor, or put it in other words, like these:</source>
        <translation>资料里没有找到，建议问医生。也可以换个问法，比如：</translation>
    </message>
    <message>
        <source>How do I measure blood pressure at home?</source>
        <translation>在家怎样量血压？</translation>
    </message>
    <message>
        <source>What does a high creatinine mean?</source>
        <translation>肌酐高是什么意思？</translation>
    </message>
    <message>
        <source>When should I call an ambulance?</source>
        <translation>什么时候要叫救护车？</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>说出来</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>正在听……</translation>
    </message>
</context>
<context>
    <name>LibraryShelf</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>There are more; search for what you want to know.</source>
        <translation>还有更多，请直接查找。</translation>
    </message>
</context>
<context>
    <name>LockedCover</name>
    <message>
        <source>The profile is closed. Its PIN opens it.</source>
        <translation>档案关上了，输入密码才能打开。</translation>
    </message>
    <message>
        <source>Type the PIN</source>
        <translation>输入密码</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Listenwell</source>
        <translation>康聆</translation>
    </message>
</context>
<context>
    <name>MeasureCard</name>
    <message>
        <source>Measuring …</source>
        <translation>正在量……</translation>
    </message>
    <message>
        <source>The result is here</source>
        <translation>结果已收到</translation>
    </message>
</context>
<context>
    <name>MeasurePage</name>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Sit down, rest the arm, do not talk. Then press the button on the device: the result appears here.</source>
        <translation>请坐好，手臂放平，别说话。按下设备上的按钮，结果会显示在这里。</translation>
    </message>
    <message>
        <source>There is no device here just now. Please ask the staff.</source>
        <translation>现在这里没有设备，请找工作人员。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>licence %1</source>
        <translation>授权 %1</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>正在用</translation>
    </message>
    <message>
        <source>%1 % fetched</source>
        <translation>已下载 %1 %</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ModelsScreen</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>They work on this machine; nothing is sent anywhere</source>
        <translation>都在这台机器上运行，什么也不会发出去</translation>
    </message>
    <message>
        <source>Looking at what is here …</source>
        <translation>正在看有哪些……</translation>
    </message>
    <message>
        <source>%1 can be fetched again later.</source>
        <translation>%1以后可以再下载。</translation>
    </message>
    <message>
        <source>Delete this model?</source>
        <translation>删除这个模型吗？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>留着</translation>
    </message>
</context>
<context>
    <name>MoveReadings</name>
    <message>
        <source>Latest readings</source>
        <translation>最近的读数</translation>
    </message>
    <message>
        <source>No readings yet.</source>
        <translation>还没有读数。</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不用了</translation>
    </message>
    <message>
        <source>Not mine</source>
        <translation>不是我的</translation>
    </message>
    <message>
        <source>Whose is it?</source>
        <translation>是谁的？</translation>
    </message>
</context>
<context>
    <name>NavBar</name>
    <message>
        <source>Home</source>
        <translation>首页</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>趋势</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Screens</source>
        <translation>各个页面</translation>
    </message>
    <message>
        <source>%1, the microphone is on</source>
        <translation>%1，话筒开着</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>资料库</translation>
    </message>
</context>
<context>
    <name>NewReminder</name>
    <message>
        <source>Which medicine, and when?</source>
        <translation>什么药，什么时候吃？</translation>
    </message>
    <message>
        <source>Measure what, and when?</source>
        <translation>量什么，什么时候量？</translation>
    </message>
    <message>
        <source>Name on the box</source>
        <translation>药盒上的名字</translation>
    </message>
    <message>
        <source>How much (may be left empty)</source>
        <translation>吃多少（可以不填）</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>要量的</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>提醒我</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不用了</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Welcome to Listenwell</source>
        <translation>欢迎使用康聆</translation>
    </message>
    <message>
        <source>Your records are being opened …</source>
        <translation>正在打开您的记录……</translation>
    </message>
</context>
<context>
    <name>OwnPin</name>
    <message>
        <source>Change my PIN</source>
        <translation>换我的密码</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>不换了</translation>
    </message>
    <message>
        <source>Now type the new one: 6 to 12 digits.</source>
        <translation>再输入新的密码，6 到 12 个数字。</translation>
    </message>
    <message>
        <source>Type your present PIN.</source>
        <translation>请输入现在的密码。</translation>
    </message>
</context>
<context>
    <name>PassageSheet</name>
    <message>
        <source>The library no longer holds this passage</source>
        <translation>资料库里已经没有这一段</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关上</translation>
    </message>
    <message>
        <source>The whole article</source>
        <translation>看全文</translation>
    </message>
</context>
<context>
    <name>PasskeyPad</name>
    <message>
        <source>Typed: %1</source>
        <translation>已输入：%1</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Say it</source>
        <translation>念出来</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>删掉最后一位</translation>
    </message>
</context>
<context>
    <name>PeopleScreen</name>
    <message>
        <source>People</source>
        <translation>家里人</translation>
    </message>
    <message>
        <source>Somebody new</source>
        <translation>添加一个人</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>现在是：%1</translation>
    </message>
    <message>
        <source>%1 was removed. The readings are kept.</source>
        <translation>%1移走了，读数都留着。</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Uses Listenwell now</source>
        <translation>正在用康聆</translation>
    </message>
    <message>
        <source>Private, closed</source>
        <translation>私密，已关上</translation>
    </message>
    <message>
        <source>It is me</source>
        <translation>是我</translation>
    </message>
    <message>
        <source>It is me: %1</source>
        <translation>是我：%1</translation>
    </message>
    <message>
        <source>About me</source>
        <translation>我的资料</translation>
    </message>
    <message>
        <source>About %1</source>
        <translation>%1的资料</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translation>添加家里人</translation>
    </message>
    <message>
        <source>Close my profile</source>
        <translation>关上我的档案</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Not given</source>
        <translation>不填</translation>
    </message>
    <message>
        <source>Pregnant, or gave birth: rules hold until (may be left empty)</source>
        <translation>怀孕或产后：规则用到哪天（可以不填）</translation>
    </message>
    <message>
        <source>Conditions a doctor has named</source>
        <translation>医生说过的病</translation>
    </message>
    <message>
        <source>Targets set by a doctor</source>
        <translation>医生定的目标</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Which doctor set them</source>
        <translation>哪位医生定的</translation>
    </message>
    <message>
        <source>Which guidelines count</source>
        <translation>按哪里的指南</translation>
    </message>
    <message>
        <source>As at home</source>
        <translation>和家里一样</translation>
    </message>
    <message>
        <source>China</source>
        <translation>中国</translation>
    </message>
    <message>
        <source>Europe</source>
        <translation>欧洲</translation>
    </message>
    <message>
        <source>United States</source>
        <translation>美国</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Speed of the voice</source>
        <translation>说话快慢</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>中等</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>Private: a PIN opens this profile. It closes by itself after ten minutes without use.</source>
        <translation>私密档案：要输入密码才能打开，十分钟不用会自己关上。</translation>
    </message>
    <message>
        <source>Everybody at home can look at this profile.</source>
        <translation>家里人都可以看这份档案。</translation>
    </message>
    <message>
        <source>Change the PIN</source>
        <translation>换密码</translation>
    </message>
    <message>
        <source>Make it private</source>
        <translation>设为私密</translation>
    </message>
    <message>
        <source>Take the PIN away</source>
        <translation>不要密码了</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Do not save</source>
        <translation>不保存</translation>
    </message>
    <message>
        <source>Remove from the household</source>
        <translation>从家里移走</translation>
    </message>
</context>
<context>
    <name>PhotoPage</name>
    <message>
        <source>Photograph a report</source>
        <translation>拍化验单</translation>
    </message>
    <message>
        <source>Lay the report flat under the camera, with all four corners in the picture.</source>
        <translation>把化验单平放在摄像头下面，四个角都要拍进去。</translation>
    </message>
    <message>
        <source>Reading the report …</source>
        <translation>正在读化验单……</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Another photo</source>
        <translation>再拍一张</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Please ask the staff.</source>
        <translation>请找工作人员。</translation>
    </message>
    <message>
        <source>There is no camera here just now. Please ask the staff.</source>
        <translation>现在这里没有摄像头，请找工作人员。</translation>
    </message>
</context>
<context>
    <name>PinGate</name>
    <message>
        <source>Choose a PIN of 6 to 12 digits.</source>
        <translation>请选一个 6 到 12 位数字的密码。</translation>
    </message>
    <message>
        <source>Type the same PIN once more.</source>
        <translation>请再输入一遍同样的密码。</translation>
    </message>
    <message>
        <source>Private profile</source>
        <translation>私密档案</translation>
    </message>
    <message>
        <source>%1 digits typed</source>
        <translation>输入了 %1 位</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>删掉最后一位</translation>
    </message>
    <message>
        <source>Use this PIN</source>
        <translation>用这个密码</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>不用了</translation>
    </message>
</context>
<context>
    <name>PinKeys</name>
    <message>
        <source>%1 digits typed</source>
        <translation>已输入 %1 位</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>删掉最后一位</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>ProfileScreen</name>
    <message>
        <source>What my readings show</source>
        <translation>读数说明什么</translation>
    </message>
    <message>
        <source>Reading your records …</source>
        <translation>正在看您的记录……</translation>
    </message>
    <message>
        <source>There are no readings yet. Measure a few times, and this page says what they show.</source>
        <translation>还没有读数。量几次以后，这里会告诉您读数说明什么。</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Nothing stands out in your readings now.</source>
        <translation>现在的读数没有特别要留意的。</translation>
    </message>
    <message>
        <source>Less</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Not clear yet (%1)</source>
        <translation>还说不准的（%1 项）</translation>
    </message>
    <message>
        <source>Page for the doctor</source>
        <translation>给医生看的一页</translation>
    </message>
    <message>
        <source>Did something happen?</source>
        <translation>最近有什么事吗？</translation>
    </message>
    <message>
        <source>It changes what the readings of these days mean.</source>
        <translation>它会影响这几天的读数怎么看。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
</context>
<context>
    <name>QualityCard</name>
    <message>
        <source>How far these data can be trusted</source>
        <translation>这些数据靠不靠得住</translation>
    </message>
    <message>
        <source>Known whose they are</source>
        <translation>知道是谁的</translation>
    </message>
    <message>
        <source>Clocks</source>
        <translation>设备时钟</translation>
    </message>
    <message>
        <source>Devices beside each other</source>
        <translation>设备互相比较</translation>
    </message>
    <message>
        <source>They disagree, so they are not averaged together. Which one do you believe?</source>
        <translation>两台对不上，所以没有一起算平均。您信哪一台？</translation>
    </message>
    <message>
        <source>Not decided</source>
        <translation>还没定</translation>
    </message>
</context>
<context>
    <name>QuestionCard</name>
    <message>
        <source>Noted: %1</source>
        <translation>记下了：%1</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>That is right</source>
        <translation>对</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 个</translation>
    </message>
    <message>
        <source>Always the same person on this device</source>
        <translation>这台设备以后都是这个人</translation>
    </message>
</context>
<context>
    <name>ReadAlong</name>
    <message>
        <source>Let the model read along</source>
        <translation>让模型通读资料</translation>
    </message>
    <message>
        <source>While nobody asks it anything, the model on this machine notes which medicines, illnesses and tests each passage is about, so that more is found. Nothing leaves the machine.</source>
        <translation>没人提问的时候，这台机器上的模型会记下每段资料讲了哪些药、病和检查，这样能找到更多。内容不会离开这台机器。</translation>
    </message>
    <message>
        <source>Read along</source>
        <translation>通读</translation>
    </message>
</context>
<context>
    <name>ReadingCard</name>
    <message>
        <source>Opens the trend</source>
        <translation>打开趋势图</translation>
    </message>
</context>
<context>
    <name>ReminderBar</name>
    <message>
        <source>Done</source>
        <translation>做了</translation>
    </message>
    <message>
        <source>In 15 minutes</source>
        <translation>15 分钟后</translation>
    </message>
    <message>
        <source>Not this time</source>
        <translation>这次不做</translation>
    </message>
    <message>
        <source>Read to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>I have read this</source>
        <translation>我知道了</translation>
    </message>
</context>
<context>
    <name>RemindersScreen</name>
    <message>
        <source>Reminders</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Due now: %1</source>
        <translation>现在该做：%1 项</translation>
    </message>
    <message>
        <source>One moment …</source>
        <translation>请稍等……</translation>
    </message>
    <message>
        <source>Nothing is planned for today.</source>
        <translation>今天没有安排。</translation>
    </message>
    <message>
        <source>Add a medicine</source>
        <translation>添加吃药提醒</translation>
    </message>
    <message>
        <source>Measure regularly</source>
        <translation>定时测量</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>做了</translation>
    </message>
    <message>
        <source>In 15 minutes</source>
        <translation>15 分钟后</translation>
    </message>
    <message>
        <source>Not this time</source>
        <translation>这次不做</translation>
    </message>
    <message>
        <source>Worth a reminder</source>
        <translation>可以提醒您</translation>
    </message>
    <message>
        <source>Remind me</source>
        <translation>提醒我</translation>
    </message>
    <message>
        <source>Medicines and habits</source>
        <translation>吃药和测量</translation>
    </message>
    <message>
        <source>No more reminders: %1</source>
        <translation>不再提醒：%1</translation>
    </message>
    <message>
        <source>No longer taken</source>
        <translation>不吃了</translation>
    </message>
    <message>
        <source>No more reminders</source>
        <translation>不再提醒</translation>
    </message>
</context>
<context>
    <name>ReportQuestion</name>
    <message>
        <source>%1: which test is it?</source>
        <translation>%1：是哪一项检查？</translation>
    </message>
    <message>
        <source>I do not know</source>
        <translation>我不知道</translation>
    </message>
    <message>
        <source>%1: which one is on the paper?</source>
        <translation>%1：报告上是哪一个？</translation>
    </message>
    <message>
        <source>%1: is it %2 on the paper?</source>
        <translation>%1：报告上是 %2 吗？</translation>
    </message>
    <message>
        <source>Yes, %1</source>
        <translation>对，是 %1</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不对</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Read it to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>Type the result as it is printed</source>
        <translation>照报告上的样子输入结果</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>就是这个</translation>
    </message>
</context>
<context>
    <name>ReportResults</name>
    <message>
        <source>For reference only; it does not replace a doctor</source>
        <translation>仅供参考，不能代替医生诊断</translation>
    </message>
    <message>
        <source>What changed since last time</source>
        <translation>和上次比有什么变化</translation>
    </message>
    <message>
        <source>What the report says, word for word</source>
        <translation>报告原文</translation>
    </message>
</context>
<context>
    <name>ReportRow</name>
    <message>
        <source>Over time</source>
        <translation>历次结果</translation>
    </message>
    <message>
        <source>range %1</source>
        <translation>参考范围 %1</translation>
    </message>
    <message>
        <source>please compare with the paper</source>
        <translation>请跟原单对一对</translation>
    </message>
    <message>
        <source>put right by you</source>
        <translation>您已改正</translation>
    </message>
</context>
<context>
    <name>ReportScreen</name>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>A photo of a laboratory report, explained</source>
        <translation>拍一张化验单，讲给您听</translation>
    </message>
    <message>
        <source>Read in full</source>
        <translation>全部读出来了</translation>
    </message>
    <message>
        <source>Please check the marked results</source>
        <translation>请核对有标记的结果</translation>
    </message>
    <message>
        <source>Another report</source>
        <translation>再看一张</translation>
    </message>
    <message>
        <source>Choose the photos of a report</source>
        <translation>选择报告的照片</translation>
    </message>
    <message>
        <source>Pictures and PDF (%1)</source>
        <translation>图片和 PDF（%1）</translation>
    </message>
    <message>
        <source>Choose the folder with the pages of a report</source>
        <translation>选择放报告的文件夹</translation>
    </message>
    <message>
        <source>Lay the report flat in good light, with all four corners in the picture.</source>
        <translation>把报告放平，光线要好，四个角都拍进来。</translation>
    </message>
    <message>
        <source>Choose a photo</source>
        <translation>选一张照片</translation>
    </message>
    <message>
        <source>A folder of pages</source>
        <translation>整个文件夹</translation>
    </message>
    <message>
        <source>Take a photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>You can also drop a photo here.</source>
        <translation>也可以把照片拖到这里。</translation>
    </message>
    <message>
        <source>You can also drop a photo here. To take one, connect a camera and open Listenwell again.</source>
        <translation>也可以把照片拖到这里。想拍照，请接上摄像头再打开康聆。</translation>
    </message>
    <message>
        <source>Reading the report …</source>
        <translation>正在看报告……</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Another photo</source>
        <translation>换一张照片</translation>
    </message>
</context>
<context>
    <name>SealedCard</name>
    <message>
        <source>A QR code with your readings, locked</source>
        <translation>带有您读数的二维码，已上锁</translation>
    </message>
    <message>
        <source>Scan the code with your phone, and note these eight characters: only they open it, in Listenwell at home (Import).</source>
        <translation>用手机扫码，再记下这八个字符：回家在康聆的“导入”里，只有它们能打开。</translation>
    </message>
</context>
<context>
    <name>SealedCode</name>
    <message>
        <source>Eight characters</source>
        <translation>八个字符</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>SettingsScreen</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>How it works</source>
        <translation>怎么用</translation>
    </message>
    <message>
        <source>The cloud</source>
        <translation>云端</translation>
    </message>
    <message>
        <source>What left</source>
        <translation>发出过什么</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>What is being said is shown, to be read along.</source>
        <translation>正在说的话显示出来，可以边听边看。</translation>
    </message>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Movement</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>轻柔</translation>
    </message>
    <message>
        <source>None</source>
        <translation>没有</translation>
    </message>
    <message>
        <source>Other ways to press</source>
        <translation>别的按法</translation>
    </message>
    <message>
        <source>By resting the pointer</source>
        <translation>停住指针就按</translation>
    </message>
    <message>
        <source>What the pointer rests on is pressed after this time.</source>
        <translation>指针停在哪个按钮上，过这么久就按下去。</translation>
    </message>
    <message>
        <source>By a single switch</source>
        <translation>一个开关</translation>
    </message>
    <message>
        <source>The buttons are lit one after another; the switch, Space or Enter presses the one that is lit.</source>
        <translation>按钮一个一个亮起来，按开关、空格或回车，就按亮着的那个。</translation>
    </message>
    <message>
        <source>The first steps</source>
        <translation>开始的几步</translation>
    </message>
    <message>
        <source>People</source>
        <translation>家里人</translation>
    </message>
    <message>
        <source>Reminders</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Files and backup</source>
        <translation>文件和备份</translation>
    </message>
</context>
<context>
    <name>SheetPage</name>
    <message>
        <source>Making the page …</source>
        <translation>正在做这一页……</translation>
    </message>
</context>
<context>
    <name>SizeSetting</name>
    <message>
        <source>Text size</source>
        <translation>字的大小</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>更大</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>特大</translation>
    </message>
    <message>
        <source>Double</source>
        <translation>两倍</translation>
    </message>
</context>
<context>
    <name>Staff</name>
    <message>
        <source>Staff panel</source>
        <translation>工作人员</translation>
    </message>
    <message>
        <source>Somebody is at the station</source>
        <translation>小站有人在用</translation>
    </message>
    <message>
        <source>Nobody is at the station</source>
        <translation>小站没有人</translation>
    </message>
    <message>
        <source>Waiting room</source>
        <translation>候诊名单</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>小站</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Close the panel</source>
        <translation>关上面板</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
</context>
<context>
    <name>StaffDevices</name>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>No device belongs to this station yet.</source>
        <translation>这个小站还没有设备。</translation>
    </message>
    <message>
        <source>Place: %1</source>
        <translation>位置：%1</translation>
    </message>
    <message>
        <source>Lend to</source>
        <translation>借到哪里</translation>
    </message>
    <message>
        <source>Lend it</source>
        <translation>借出</translation>
    </message>
    <message>
        <source>It is back</source>
        <translation>还回来了</translation>
    </message>
</context>
<context>
    <name>StaffDoor</name>
    <message>
        <source>A new station</source>
        <translation>新的小站</translation>
    </message>
    <message>
        <source>For the staff</source>
        <translation>工作人员登录</translation>
    </message>
    <message>
        <source>Give your name and a PIN of 6 to 12 digits: you will look after this station.</source>
        <translation>请输入您的名字和 6 到 12 位密码，由您来管理这个小站。</translation>
    </message>
    <message>
        <source>Choose your name and type your PIN.</source>
        <translation>请选您的名字，再输入密码。</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>您的名字</translation>
    </message>
    <message>
        <source>Back to the visitors</source>
        <translation>回到访客页面</translation>
    </message>
</context>
<context>
    <name>StaffFlags</name>
    <message>
        <source>A dangerous reading at the station</source>
        <translation>小站有危险的读数</translation>
    </message>
    <message>
        <source>Number %1, %2: %3</source>
        <translation>%1 号，%2：%3</translation>
    </message>
    <message>
        <source>I am on it</source>
        <translation>我来处理</translation>
    </message>
</context>
<context>
    <name>StaffMembers</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Name of a new member</source>
        <translation>新人员的名字</translation>
    </message>
    <message>
        <source>Nurse</source>
        <translation>护理人员</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>管理员</translation>
    </message>
</context>
<context>
    <name>StaffQueue</name>
    <message>
        <source>Nobody is waiting. What a visitor hands over appears here.</source>
        <translation>没有人在等。访客交来的内容会显示在这里。</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>已收下</translation>
    </message>
    <message>
        <source>Export for the clinic (FHIR)</source>
        <translation>导出给诊所（FHIR）</translation>
    </message>
</context>
<context>
    <name>StaffStation</name>
    <message>
        <source>Words on the first page</source>
        <translation>首页上的话</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Take them down</source>
        <translation>撤下</translation>
    </message>
    <message>
        <source>End the station</source>
        <translation>结束小站</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>显示一小时</translation>
    </message>
    <message>
        <source>For four hours</source>
        <translation>显示四小时</translation>
    </message>
    <message>
        <source>Shown now: %1</source>
        <translation>正在显示：%1</translation>
    </message>
    <message>
        <source>Until taken down</source>
        <translation>一直显示</translation>
    </message>
</context>
<context>
    <name>StationPage</name>
    <message>
        <source>Hear it</source>
        <translation>听一遍</translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>Say it</source>
        <translation>念出来</translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>How is my blood pressure today?</source>
        <translation>今天的血压怎么样？</translation>
    </message>
    <message>
        <source>Measure my blood pressure step by step</source>
        <translation>一步一步跟着量血压</translation>
    </message>
    <message>
        <source>Help me read this lab report</source>
        <translation>帮我看看这张化验单</translation>
    </message>
</context>
<context>
    <name>TagCard</name>
    <message>
        <source>our rule</source>
        <translation>我们的规则</translation>
    </message>
    <message>
        <source>practice readings</source>
        <translation>练习读数</translation>
    </message>
    <message>
        <source>shown until %1</source>
        <translation>显示到 %1</translation>
    </message>
    <message>
        <source>Opens why this is shown</source>
        <translation>打开看为什么</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
</context>
<context>
    <name>TagSheet</name>
    <message>
        <source>Our rule: no guideline states it</source>
        <translation>我们的规则，指南里没有</translation>
    </message>
    <message>
        <source>The readings, the newest first</source>
        <translation>用到的读数，最新的在前</translation>
    </message>
    <message>
        <source>Read it to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TakeAwayPage</name>
    <message>
        <source>What would you like to take along?</source>
        <translation>您想带走什么？</translation>
    </message>
    <message>
        <source>Nothing was measured. You can simply finish.</source>
        <translation>这次没有测量，直接结束就可以。</translation>
    </message>
    <message>
        <source>Choose, or simply finish. Everything here is erased then.</source>
        <translation>选一样，或者直接结束。结束后这里全部清除。</translation>
    </message>
    <message>
        <source>Print it</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>A code for my phone</source>
        <translation>扫码带走</translation>
    </message>
    <message>
        <source>Give it to the staff here</source>
        <translation>交给这里的工作人员</translation>
    </message>
    <message>
        <source>The staff have it, under your number %1.</source>
        <translation>工作人员已经收到，您的号码是 %1。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Finish and erase</source>
        <translation>结束并清除</translation>
    </message>
    <message>
        <source>Locked; you get eight characters to open it</source>
        <translation>已上锁，给您八个字符来打开</translation>
    </message>
    <message>
        <source>One page, to take to a doctor</source>
        <translation>一页纸，可以带给医生</translation>
    </message>
    <message>
        <source>Under your number %1, without a name</source>
        <translation>只有您的号码 %1，没有名字</translation>
    </message>
    <message>
        <source>Your code is %1.</source>
        <translation>您的八个字符是 %1。</translation>
    </message>
</context>
<context>
    <name>TalkOrb</name>
    <message>
        <source>Tap to talk</source>
        <translation>点一下说话</translation>
    </message>
    <message>
        <source>Stop listening</source>
        <translation>不听了</translation>
    </message>
    <message>
        <source>Stop thinking</source>
        <translation>不想了</translation>
    </message>
    <message>
        <source>Stop speaking</source>
        <translation>不说了</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Microphone off</source>
        <translation>话筒没打开</translation>
    </message>
</context>
<context>
    <name>TalkPage</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>TimeInRange</name>
    <message>
        <source>target %1, met</source>
        <translation>目标 %1，达到</translation>
    </message>
    <message>
        <source>target %1, not met</source>
        <translation>目标 %1，没达到</translation>
    </message>
</context>
<context>
    <name>TimePicker</name>
    <message>
        <source>− 1 h</source>
        <translation>早1小时</translation>
    </message>
    <message>
        <source>an hour earlier</source>
        <translation>早一小时</translation>
    </message>
    <message>
        <source>− 15 min</source>
        <translation>早15分</translation>
    </message>
    <message>
        <source>15 minutes earlier</source>
        <translation>早十五分钟</translation>
    </message>
    <message>
        <source>+ 15 min</source>
        <translation>晚15分</translation>
    </message>
    <message>
        <source>15 minutes later</source>
        <translation>晚十五分钟</translation>
    </message>
    <message>
        <source>+ 1 h</source>
        <translation>晚1小时</translation>
    </message>
    <message>
        <source>an hour later</source>
        <translation>晚一小时</translation>
    </message>
    <message>
        <source>Not at this time</source>
        <translation>不要这个时间</translation>
    </message>
    <message>
        <source>One more time a day</source>
        <translation>每天再加一次</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Something went wrong; it has been written to the log.</source>
        <translation>出了点问题，已经记下。</translation>
    </message>
</context>
<context>
    <name>TransferCard</name>
    <message>
        <source>Stop here</source>
        <translation>到此为止</translation>
    </message>
</context>
<context>
    <name>TrendLegend</name>
    <message>
        <source>Between the dashed lines: your own usual range, from the four weeks before (our rule)</source>
        <translation>虚线之间：您自己平时的范围，按之前四周算（我们的规则）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a day and what changed on it</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>TrendSummary</name>
    <message>
        <source>Type one in</source>
        <translation>记一次</translation>
    </message>
    <message>
        <source>How has my blood pressure been?</source>
        <translation>我最近的血压怎么样？</translation>
    </message>
    <message>
        <source>How has my pulse been?</source>
        <translation>我最近的脉搏怎么样？</translation>
    </message>
    <message>
        <source>How has my blood oxygen been?</source>
        <translation>我最近的血氧怎么样？</translation>
    </message>
    <message>
        <source>How has my temperature been?</source>
        <translation>我最近的体温怎么样？</translation>
    </message>
    <message>
        <source>How has my blood glucose been?</source>
        <translation>我最近的血糖怎么样？</translation>
    </message>
    <message>
        <source>How has my weight been?</source>
        <translation>我最近的体重怎么样？</translation>
    </message>
    <message>
        <source>How has my body fat been?</source>
        <translation>我最近的体脂怎么样？</translation>
    </message>
    <message>
        <source>Average %1</source>
        <translation>平均 %1</translation>
    </message>
    <message>
        <source>highest %1</source>
        <translation>最高 %1</translation>
    </message>
    <message>
        <source>lowest %1</source>
        <translation>最低 %1</translation>
    </message>
    <message>
        <source>%1 readings</source>
        <translation>共 %1 次</translation>
    </message>
    <message>
        <source>%1 results</source>
        <translation>%1 次结果</translation>
    </message>
    <message>
        <source>Read it to me</source>
        <translation>读给我听</translation>
    </message>
    <message>
        <source>Ask about it</source>
        <translation>问一问</translation>
    </message>
    <message>
        <source>What does %1 mean?</source>
        <translation>%1是什么意思？</translation>
    </message>
</context>
<context>
    <name>TrendTable</name>
    <message>
        <source>Table of readings, the newest first</source>
        <translation>读数表，最新的在前</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Readings</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Lowest</source>
        <translation>最低</translation>
    </message>
    <message>
        <source>Highest</source>
        <translation>最高</translation>
    </message>
    <message>
        <source>average %1, lowest %2, highest %3, %4 readings</source>
        <translation>平均 %1，最低 %2，最高 %3，共 %4 次</translation>
    </message>
</context>
<context>
    <name>TrendView</name>
    <message>
        <source>Latest</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考值</translation>
    </message>
    <message>
        <source>Your usual</source>
        <translation>您平时</translation>
    </message>
    <message>
        <source>high</source>
        <translation>偏高</translation>
    </message>
    <message>
        <source>low</source>
        <translation>偏低</translation>
    </message>
    <message>
        <source>d/M</source>
        <comment>day and month on the chart&apos;s axis</comment>
        <translation>M/d</translation>
    </message>
    <message>
        <source>M/yy</source>
        <comment>month and year on the chart&apos;s axis</comment>
        <translation>yy/M</translation>
    </message>
</context>
<context>
    <name>TrendsScreen</name>
    <message>
        <source>Type one in</source>
        <translation>记一次</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>趋势</translation>
    </message>
    <message>
        <source>The whole</source>
        <translation>看全部</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>看图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>看表</translation>
    </message>
    <message>
        <source>What to show</source>
        <translation>看什么</translation>
    </message>
    <message>
        <source>Which value</source>
        <translation>看哪个数</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>全部 %1 项</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>一周</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>一个月</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>一年</translation>
    </message>
    <message>
        <source>Reading your records …</source>
        <translation>正在看您的记录……</translation>
    </message>
    <message>
        <source>My summary</source>
        <translation>读数说明什么</translation>
    </message>
    <message>
        <source>Page for the doctor</source>
        <translation>给医生看的一页</translation>
    </message>
    <message>
        <source>How far back</source>
        <translation>看多久</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>%1, outside the range</source>
        <translation>%1，不在范围里</translation>
    </message>
    <message>
        <source>Touch the chart to see a single reading</source>
        <translation>点一下图，看每一次的读数</translation>
    </message>
    <message>
        <source>Nothing was measured in this time. Measure once and the course begins here.</source>
        <translation>这段时间没有量过。量一次，趋势就从这里开始。</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>d MMMM, HH:mm</source>
        <translation>M月d日 HH:mm</translation>
    </message>
</context>
<context>
    <name>Visit</name>
    <message>
        <source>This machine cannot telephone: call the staff now.</source>
        <translation>这台机器不能打电话，请马上叫工作人员。</translation>
    </message>
</context>
<context>
    <name>VisitReadings</name>
    <message>
        <source>Measured in this visit</source>
        <translation>这次量的结果</translation>
    </message>
    <message>
        <source>practice</source>
        <translation>练习</translation>
    </message>
</context>
<context>
    <name>VisitSheetScreen</name>
    <message>
        <source>One page for the doctor</source>
        <translation>给医生看的一页</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>Sent to the printer %1.</source>
        <translation>已发给打印机 %1。</translation>
    </message>
    <message>
        <source>Where to save the page</source>
        <translation>保存到哪里</translation>
    </message>
    <message>
        <source>PDF (%1)</source>
        <translation>PDF（%1）</translation>
    </message>
    <message>
        <source>Saving …</source>
        <translation>正在保存……</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>保存成 PDF</translation>
    </message>
    <message>
        <source>Printing …</source>
        <translation>正在打印……</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Smaller page</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger page</source>
        <translation>放大看</translation>
    </message>
    <message>
        <source>No printer was found. Save the page as PDF, or connect a printer and come back.</source>
        <translation>没有找到打印机。可以保存成 PDF，或接上打印机再来。</translation>
    </message>
    <message>
        <source>Printer: %1</source>
        <translation>打印机：%1</translation>
    </message>
    <message>
        <source>What I want to ask</source>
        <translation>我想问医生</translation>
    </message>
    <message>
        <source>Question %1</source>
        <translation>问题 %1</translation>
    </message>
    <message>
        <source>How far back</source>
        <translation>看多久</translation>
    </message>
    <message>
        <source>%1 weeks</source>
        <translation>%1 周</translation>
    </message>
</context>
<context>
    <name>VoicePanel</name>
    <message>
        <source>Tap to talk</source>
        <translation>点一下说话</translation>
    </message>
    <message>
        <source>Listening…</source>
        <translation>正在听……</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>想一想……</translation>
    </message>
    <message>
        <source>Speaking…</source>
        <translation>正在说……</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>The microphone is off</source>
        <translation>话筒没打开</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>“%1……”</translation>
    </message>
    <message>
        <source>Looking through your readings and the library</source>
        <translation>正在查您的记录和资料库</translation>
    </message>
    <message>
        <source>Ask about your readings or your health.</source>
        <translation>问问测量结果，或者身体情况。</translation>
    </message>
    <message>
        <source>Type your question</source>
        <translation>在这里打字提问</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>问</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停下</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>拍照</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>打字</translation>
    </message>
</context>
<context>
    <name>VoiceSetting</name>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
</context>
<context>
    <name>VoiceSettings</name>
    <message>
        <source>On</source>
        <translation>开</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Loudness of the voice</source>
        <translation>声音大小</translation>
    </message>
    <message>
        <source>Soft</source>
        <translation>轻</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Loud</source>
        <translation>响</translation>
    </message>
    <message>
        <source>Very loud</source>
        <translation>很响</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>话筒</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>请说句话……</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试一试</translation>
    </message>
    <message>
        <source>I heard: %1</source>
        <translation>我听到的是：%1</translation>
    </message>
    <message>
        <source>Loudspeaker</source>
        <translation>音箱</translation>
    </message>
    <message>
        <source>You speak</source>
        <translation>您说的语言</translation>
    </message>
    <message>
        <source>Either</source>
        <translation>都行</translation>
    </message>
    <message>
        <source>Hands free</source>
        <translation>不用手</translation>
    </message>
    <message>
        <source>After an answer the microphone stays open for a moment, so that you can go on.</source>
        <translation>回答完以后，话筒再开一会儿，您可以接着说。</translation>
    </message>
    <message>
        <source>A word that wakes it</source>
        <translation>唤醒词</translation>
    </message>
    <message>
        <source>It listens for this word all the time, on this machine only.</source>
        <translation>它会一直听这个词，声音不离开这台机器。</translation>
    </message>
</context>
<context>
    <name>WaitingDocument</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>These words speak to a program, not to a reader. Admit the document only if you know why they are there.</source>
        <translation>这些话是说给程序听的，不是给人看的。弄清楚为什么有，再决定收不收。</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Publisher (needed)</source>
        <translation>出版方（必填）</translation>
    </message>
    <message>
        <source>Who published it</source>
        <translation>谁出的</translation>
    </message>
    <message>
        <source>Licence (needed)</source>
        <translation>授权（必填）</translation>
    </message>
    <message>
        <source>How it may be used, such as CC-BY or private use</source>
        <translation>怎样授权，比如CC-BY，或自用</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Of when it is, such as 2024-05-01</source>
        <translation>什么时候的，比如2024-05-01</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>改了什么</translation>
    </message>
    <message>
        <source>New: %1</source>
        <translation>新加：%1</translation>
    </message>
    <message>
        <source>Gone: %1</source>
        <translation>去掉：%1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>It goes on; this is the beginning.</source>
        <translation>后面还有，这是开头。</translation>
    </message>
    <message>
        <source>Give title, publisher and licence to let it in.</source>
        <translation>填好标题、出版方和授权，就能收下。</translation>
    </message>
    <message>
        <source>Let it into the library</source>
        <translation>收进资料库</translation>
    </message>
    <message>
        <source>Do not take it</source>
        <translation>不收</translation>
    </message>
</context>
<context>
    <name>WeekPlan</name>
    <message>
        <source>Seven days, morning and evening</source>
        <translation>七天，早晚各一次</translation>
    </message>
    <message>
        <source>Two readings every morning and every evening for seven days tell your doctor more than any single one.</source>
        <translation>连着七天，早晚各量两次，比单独一次更能让医生看明白。</translation>
    </message>
    <message>
        <source>Start seven days</source>
        <translation>开始七天</translation>
    </message>
    <message>
        <source>Give the seven days up</source>
        <translation>不量七天了</translation>
    </message>
</context>
<context>
    <name>WelcomeScreen</name>
    <message>
        <source>Which language do you speak?</source>
        <translation>您说哪种语言？</translation>
    </message>
    <message>
        <source>Can you read this well?</source>
        <translation>这样的字看得清吗？</translation>
    </message>
    <message>
        <source>How fast shall I speak?</source>
        <translation>我说话要多快？</translation>
    </message>
    <message>
        <source>What shall I call you?</source>
        <translation>我怎么称呼您？</translation>
    </message>
    <message>
        <source>Do you have a blood pressure monitor or another device?</source>
        <translation>您有血压计或者别的设备吗？</translation>
    </message>
    <message>
        <source>Ask me something. Tap, and say it.</source>
        <translation>问我点什么吧。点一下，说出来。</translation>
    </message>
    <message>
        <source>Welcome to Listenwell</source>
        <translation>欢迎使用康聆</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>第 %1 步，共 %2 步</translation>
    </message>
    <message>
        <source>Your name, as you like to hear it</source>
        <translation>您的称呼</translation>
    </message>
    <message>
        <source>Bluetooth devices send their readings by themselves. You can add one later, too, or type readings in.</source>
        <translation>蓝牙设备会自己把读数传过来。也可以以后再添加，或者手动输入。</translation>
    </message>
    <message>
        <source>How do I measure my blood pressure properly?</source>
        <translation>怎么量血压才准？</translation>
    </message>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>说话</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>To the home page</source>
        <translation>去首页</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Skip all this</source>
        <translation>都跳过</translation>
    </message>
</context>
<context>
    <name>WhatLeftScreen</name>
    <message>
        <source>What left this machine</source>
        <translation>离开过这台机器的内容</translation>
    </message>
    <message>
        <source>Nothing ever left.</source>
        <translation>从来没有发出过任何内容。</translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation>%1 次</translation>
    </message>
    <message>
        <source>Check it again</source>
        <translation>再查一遍</translation>
    </message>
    <message>
        <source>I restored a backup: go on from here</source>
        <translation>我恢复过备份：从这里继续</translation>
    </message>
    <message>
        <source>Agreements that hold</source>
        <translation>有效的同意</translation>
    </message>
    <message>
        <source>Yes, take it back</source>
        <translation>是的，收回</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>收回</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>看原文</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
</TS>
