"""What went wrong, in the person's language.

The rooms below word their errors in English, for the command line and the log; here each kind of
error gets its Chinese sentence, the nearest class first.
"""

from __future__ import annotations

from app.backup.errors import BackupNotMade, BackupUnusable, RestoreRefused, WrongSecret
from app.exchange.errors import CodeWanted, ColumnsUnclear, ExportFailed, ImportRefused, VisitSheetFailed
from app.people import UnknownPerson
from app.records.errors import DamagedDatabase, RecordsError, StorageFull
from app.records.purpose import SimulationRefused
from app.signed_in import PinNeeded
from assistant.conversation import Language
from assistant.models.catalogue import CatalogueError
from assistant.models.engine import EngineError
from assistant.privacy import PrivacyError
from assistant.reports.errors import NotAReport, ReportError, ReportFileError
from assistant.safety import TextTooLong
from assistant.speech.errors import (
    MicrophoneLost,
    MicrophoneUnavailable,
    NothingHeard,
    SpeakerUnavailable,
    SpeechError,
    VoiceUnavailable,
)
from device_io.radio import RadioError, RadioUnavailable
from kb.errors import (
    AddressRefused,
    AddressUnreachable,
    DocumentEmpty,
    DocumentTooDemanding,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentUnsigned,
    FormatRefused,
    IndexBusy,
    IntakeError,
    LibraryError,
    NoEarlierPack,
    PackNotNewer,
    PackUntrusted,
    QuarantineFull,
    QueryTooLong,
    TooManyArticles,
    UnknownDocument,
)
from kb.intake import LeftOut
from ui.view_models.ports import PortFailed

_CHINESE: tuple[tuple[type[Exception], str], ...] = (
    (NothingHeard, "没听清，请靠近一点再说一次，或者打字。"),
    (MicrophoneLost, "听到一半话筒断开了。请接好后再说一遍，或者打字。"),
    (MicrophoneUnavailable, "没有找到话筒。请接上话筒，或者打字提问。"),
    (SpeakerUnavailable, "没有找到喇叭，回答显示在屏幕上。"),
    (VoiceUnavailable, "没有装中文语音，回答显示在屏幕上。"),
    (SpeechError, "语音出了问题，请打字提问。"),
    (TextTooLong, "问题太长了，请用几句话来问。"),
    (NotAReport, "照片里没有找到化验结果。请把化验单放平，光线均匀，拍满画面，再拍一次。"),
    (ReportFileError, "这个文件不能用，请换一张照片（JPEG 或 PNG）。"),
    (ReportError, "读化验单时中断了，请再试一次。"),
    (RadioUnavailable, "蓝牙不能用。请打开蓝牙，或者用手输入读数。"),
    (RadioError, "设备没有回应。请把它放近一点，再试一次。"),
    (CodeWanted, "这个码打不开，请照屏幕上的八个字符再输入一次。"),
    (ColumnsUnclear, "看不出各列是什么。请选一下日期、数值和单位。"),
    (ImportRefused, "这个文件没有导入，记录没有改动。请检查文件，或者换一个。"),
    (ExportFailed, "没有导出。请少选几天或几种再试。"),
    (VisitSheetFailed, "就诊单没有做成。请把问题写短一点，再试一次。"),
    (WrongSecret, "口令或恢复码不对，请再试一次。"),
    (BackupUnusable, "这个备份不完整或被改过，请换一份备份。"),
    (RestoreRefused, "这里已经有记录，没有覆盖。请选一个空的文件夹。"),
    (BackupNotMade, "备份没有做成。请换个地方，或腾出空间再试。"),
    (PinNeeded, "这是私密档案，请在“家里人”里输入密码。"),
    (UnknownPerson, "这个人不在名单里了，请重新选一个人。"),
    (StorageFull, "磁盘满了，新的记录没有保存；请先腾出空间。以前的记录都在。"),
    (SimulationRefused, "这里存着真实的读数，不能接虚拟设备；请另开一个练习用的文件夹。"),
    (DamagedDatabase, "记录文件有损坏，没有显示任何数值；请从备份恢复。"),
    (RecordsError, "记录暂时不能用，请重新打开康聆。"),
    (PrivacyError, "问题里还有像是个人信息的内容，没有发送；请换个说法。"),
    (CatalogueError, "设置里选的模型不认识，请改成“auto”或者换一个模型。"),
    (EngineError, "这次没有答出来，本机的回答仍然有效。"),
    (FormatRefused, "这种文件收不了，请用 PDF、Word（docx）、EPUB、网页、TXT 或 Markdown 文件。"),
    (DocumentEmpty, "这个文件是空的，请换一个。"),
    (DocumentTooLarge, "这份资料太大了，请拆成几份再加。"),
    (DocumentTooDemanding, "这份资料读起来太费时间或内存，没有收进来。"),
    (DocumentUnreadable, "这个文件打不开，可能坏了或加了密码，请换一份。"),
    (DocumentUnsigned, "还不知道是谁出的、怎样授权，请先填好出版方和授权。"),
    (TooManyArticles, "文章太多了，只收了前面两万篇，其余的请移到别的文件夹。"),
    (QuarantineFull, "等着看的资料太多了，请先看掉一些。"),
    (AddressRefused, "网址要以 https:// 开头，一行一个，最多500个，请改一下。"),
    (AddressUnreachable, "这个网址打不开，请检查网址和网络。"),
    (PackUntrusted, "这个资料包没有您信任的发布者签名，没有安装。"),
    (PackNotNewer, "这个资料包已经装了，或者有更新的版本。"),
    (NoEarlierPack, "没有更早的版本可以退回。"),
    (IntakeError, "这份资料收不进来，请换一份。"),
    (QueryTooLong, "问题太长了，请用几句话来问。"),
    (UnknownDocument, "这篇资料已经不在资料库里了，请重新查找。"),
    (IndexBusy, "资料库正在整理，请过一会儿再试。"),
    (LibraryError, "资料库暂时不能用，请重新打开康聆。"),
)


def sentence(error: Exception, language: Language) -> str:
    """One sentence about ``error`` that says what to do."""
    if language is Language.ZH:
        return next(
            (words for kind, words in _CHINESE if isinstance(error, kind)), "出了点问题，请再试一次。"
        )
    return str(error)


def left_out(one: LeftOut, language: Language) -> str:
    """One sentence about a file in the library's folders that did not become an article."""
    if language is Language.ZH and type(one.reason) is IntakeError:
        return f"{one.name}：开头的说明或标题写得不对，这篇没有收进来，请改好。"
    words = sentence(one.reason, language)
    return f"{one.name}：{words}" if language is Language.ZH else words


def failed(error: Exception, language: Language) -> PortFailed:
    """``error`` as the window understands it."""
    return PortFailed(sentence(error, language))
