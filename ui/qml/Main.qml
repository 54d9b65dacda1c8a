import QtQuick
import QtQuick.Controls.Basic
import "components"

// The frame of the window: navigation at the left, help and notices above. The house moves in when it is open.
ApplicationWindow {
    id: window

    required property QtObject shell
    property Item house: null
    property string failure: ""

    function tell(sentence, wentWell) {
        toast.source = "components/Toast.qml";
        toast.item.tell(sentence, wentWell);
    }

    title: qsTr("Listenwell")
    color: Theme.bg
    width: Theme.sizeWindowWidth
    height: Theme.sizeWindowHeight
    minimumWidth: Theme.sizeWindowMinimumWidth
    minimumHeight: Theme.sizeWindowMinimumHeight

    Connections {
        function onHelp_wanted() {
            if (help.status !== Loader.Ready)
                help.setSource("components/HelpSheet.qml", {
                    "shell": window.shell
                });
            help.item.open();
        }

        function onNotice(sentence) {
            window.tell(sentence, false);
        }

        target: window.shell
    }

    Connections {
        function onSaid(sentence) {
            window.tell(sentence, true);
        }

        ignoreUnknownSignals: true
        target: window.house
    }

    NavBar {
        id: bar

        height: parent.height
        width: implicitWidth
        shell: window.shell
        listening: window.house?.listening ?? false
    }

    Item {
        objectName: "place"
        anchors.left: bar.right
        anchors.right: parent.right
        height: parent.height

        Opening {
            visible: window.house === null
            anchors.fill: parent
            shell: window.shell
            failure: window.failure
        }
    }

    // Loaded when they are first wanted, so that the first frame need not wait for them.
    Loader {
        readonly property bool wanted: window.shell.caption !== ""

        anchors.left: bar.right
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        onWantedChanged: {
            if (wanted && status !== Loader.Ready)
                setSource("components/CaptionBar.qml", {
                    "text": Qt.binding(() => window.shell.caption)
                });
        }
    }

    Loader {
        id: help
    }

    Loader {
        id: toast
    }
}
