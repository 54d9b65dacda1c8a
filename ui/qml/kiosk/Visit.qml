import QtQuick
import "../components"

// One visit: its pages, the banner of a danger above them, and the question whether somebody is still there.
Item {
    id: window

    required property QtObject shell
    required property QtObject visit
    required property QtObject home
    required property QtObject conversation
    required property QtObject report
    required property QtObject alerts
    readonly property string page: visit.page
    property bool reported: false // a report was read in this visit

    anchors.fill: parent

    AlertBanner {
        id: banner

        width: parent.width
        alerts: window.alerts
        tallest: window.height * 0.6
    }

    Item {
        id: stage

        anchors.top: banner.bottom
        anchors.bottom: parent.bottom
        width: parent.width

        AttractPage {
            visible: window.page === "attract"
            visit: window.visit
            shell: window.shell
        }

        ConsentPage {
            visible: window.page === "consent"
            visit: window.visit
        }

        ChoosePage {
            visible: window.page === "choose"
            visit: window.visit
            home: window.home
            camera: window.shell.camera
        }

        MeasurePage {
            visible: window.page === "measure"
            visit: window.visit
            home: window.home
        }

        Loader {
            active: window.page === "talk"
            anchors.fill: parent
            sourceComponent: TalkPage {
                visit: window.visit
                conversation: window.conversation
                shell: detour
            }
        }

        PhotoPage {
            visible: window.page === "photo"
            visit: window.visit
            report: window.report
            camera: window.shell.camera
        }

        TakeAwayPage {
            visible: window.page === "take_away"
            visit: window.visit
            reported: window.reported
            home: window.home
        }

        EndedPage {
            visible: window.page === "ended"
        }
    }

    // The conversation leads to other screens; here it leads to pages of the visit.
    QtObject {
        id: detour

        signal help_wanted
        readonly property bool camera: window.shell.camera

        function show(screen) {
            window.visit.choose(({
                        "report": "photo",
                        "coach": "measure",
                        "devices": "measure"
                    })[screen] ?? "choose");
        }

        onHelp_wanted: help.open()
    }

    HelpSheet {
        id: help

        shell: window.shell
    }

    Toast {
        id: toast
    }

    Connections {
        function onTold(sentence) {
            toast.tell(sentence);
        }

        function onCall_wanted() {
            toast.tell(qsTr("This machine cannot telephone: call the staff now."));
        }

        target: window.visit
    }

    Connections {
        function onChanged() {
            if (window.report.state === "done")
                window.reported = true;
        }

        target: window.report
    }

    IdleVeil {
        visit: window.visit
    }

    StaffCorner {
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        onCalled: window.visit.callStaff()
    }
}
